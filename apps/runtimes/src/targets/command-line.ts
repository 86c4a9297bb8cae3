import { join } from "node:path";
import { installTools } from "../install/install-tools.ts";
import { runProgram } from "../run-program.ts";
import { readReport } from "./read-report.ts";
import type { Target } from "./target.ts";

/** A runtime with a command line; `command` is asked for when it is run. */
function commandLine(
  name: string,
  command: () => string | Promise<string>,
  ...args: readonly string[]
): Target {
  return {
    name,
    kind: "runtime",
    async run({ project, world }) {
      const executable = await command();
      const options = { cwd: project, timeout: 300_000 };
      const version = await runProgram(executable, ["--version"], options);
      const program = ["suite/program.js", JSON.stringify(world.tcp)];
      const output = await runProgram(executable, [...args, ...program], options);
      return { version: version.match(/\d+(?:\.\d+)+/)?.[0] ?? "", results: readReport(output) };
    },
  };
}

const engine = (path: string) => async () => join(await installTools("engines"), path);

const deno = engine("deno/bin.cjs");

/** Runtimes of programs. */
export const COMMAND_LINES: readonly Target[] = [
  commandLine("node-22.15", engine("node22/bin/node")),
  commandLine("node", () => process.execPath),
  commandLine("node-newest", engine("node26/bin/node")),
  commandLine("bun", engine(".bin/bun")),
  commandLine("deno", deno, "run", "--allow-all"),
  commandLine("deno-no-env", deno, "run", "--allow-net", "--allow-read", "--no-prompt"),
];
