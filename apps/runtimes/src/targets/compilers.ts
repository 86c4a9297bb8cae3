import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { SAMPLE_PROGRAM, WRONG_PROGRAM } from "../compilers/sample-program.ts";
import { installTools } from "../install/install-tools.ts";
import { PINNED } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import type { CheckResult } from "../suite/check.ts";
import type { Target } from "./target.ts";

interface Compilation {
  readonly name: string;
  readonly file: string;
  readonly options: object;
}

const DOM = ["ESNext", "DOM", "DOM.Iterable", "DOM.AsyncIterable"];
const NO_DOM = ["ESNext"];
const NODE16 = { module: "node16", moduleResolution: "node16" };
const NODENEXT = { module: "nodenext", moduleResolution: "nodenext" };
const BUNDLER = { module: "esnext", moduleResolution: "bundler" };

/** How modules are resolved, as people set it, with the declarations of libraries checked, too. */
function compilations(isOld: boolean): readonly Compilation[] {
  const file = "sample.ts";
  // The DOM of an old compiler contradicts the types of Node as they are now.
  const dom = { lib: DOM, skipLibCheck: isOld };
  const noDom = { lib: NO_DOM, skipLibCheck: false };
  return [
    { name: "node16, without the DOM", file, options: { ...NODE16, ...noDom } },
    { name: "nodenext, with the DOM", file, options: { ...NODENEXT, ...dom } },
    { name: "bundler, with the DOM", file, options: { ...BUNDLER, ...dom } },
    { name: "bundler, without the DOM", file, options: { ...BUNDLER, ...noDom } },
  ];
}

async function compile(
  directory: string,
  tsc: string,
  { file, options }: Compilation,
): Promise<string> {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: "es2022",
    types: ["node"],
    ...options,
  };
  writeFileSync(
    join(directory, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: [file] }),
  );
  const args = [tsc, "--pretty", "false"];
  return runProgram(process.execPath, args, { cwd: directory, timeout: 120_000 }).then(
    () => "",
    (error: Error) => error.message,
  );
}

/** A compiler of TypeScript, for one program of a user that must compile and one that must not. */
function compiler(version: string): Target {
  const name = `typescript-${version}`;
  return {
    name,
    kind: "compiler",
    async run({ project }) {
      const tsc = join(await installTools("compilers"), name, "bin/tsc");
      writeFileSync(join(project, "sample.ts"), SAMPLE_PROGRAM);
      writeFileSync(join(project, "wrong.ts"), WRONG_PROGRAM);
      const results: CheckResult[] = [];
      for (const compilation of compilations(version.startsWith("5."))) {
        const started = performance.now();
        const fault = await compile(project, tsc, compilation);
        const ms = Math.round(performance.now() - started);
        results.push({ name: compilation.name, ms, ...(fault === "" ? {} : { fault }) });
      }
      const wrong = {
        name: "a number is no text",
        file: "wrong.ts",
        options: NODENEXT,
      };
      const refused = await compile(project, tsc, wrong);
      const isRefused = refused.includes("error TS2322");
      results.push({
        name: wrong.name,
        ms: 0,
        ...(isRefused ? {} : { fault: `said: ${refused}` }),
      });
      const pinned = PINNED.compilers[name] ?? "";
      return { version: pinned.slice(pinned.lastIndexOf("@") + 1), results };
    },
  };
}

/** Every compiler. */
export const COMPILERS: readonly Target[] = ["5.7", "5.9", "6", "7"].map(compiler);
