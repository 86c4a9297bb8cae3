import { join } from "node:path";
import { installTools } from "../install/install-tools.ts";
import { PINNED } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import { readReport } from "./read-report.ts";
import type { Target } from "./target.ts";

const BANNER =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

/** A program for Node that esbuild made one file of. */
export const esbuildNode: Target = {
  name: "esbuild-for-node",
  kind: "runtime",
  async run({ project: cwd, world }) {
    const modules = await installTools("esbuild");
    const options = { cwd, timeout: 240_000 };
    const outfile = join(cwd, "for-node/program.mjs");
    const flags = ["--bundle", "--platform=node", "--format=esm", `--banner:js=${BANNER}`];
    const esbuild = join(modules, "esbuild/bin/esbuild");
    await runProgram(esbuild, ["suite/program.js", ...flags, `--outfile=${outfile}`], options);
    const args = [outfile, JSON.stringify(world.tcp)];
    const results = readReport(await runProgram(process.execPath, args, options));
    return { version: PINNED.esbuild.esbuild ?? "", results };
  },
};
