import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installTools } from "../install/install-tools.ts";
import { PINNED } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import type { Bundler } from "./bundler.ts";
import { writePage } from "./write-page.ts";

const CONFIG = `
import commonjs from "@rollup/plugin-commonjs";
import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";

export default {
  input: "suite/page.js",
  output: { dir: process.env.OUT_DIR, format: "es" },
  plugins: [resolve({ browser: true }), commonjs(), terser()],
};
`;

/** Rollup needs plugins to find packages, and to read those that are CommonJS. */
export const rollup: Bundler = {
  name: "rollup",
  version: PINNED.rollup.rollup ?? "",
  packages: [],
  async build({ project, outDir }) {
    const modules = await installTools("rollup");
    // Beside its plugins, where they are found.
    const config = join(modules, "../rollup.config.mjs");
    writeFileSync(config, CONFIG);
    writePage(outDir, "page.js");
    const args = [join(modules, "rollup/dist/bin/rollup"), "--config", config];
    const options = { cwd: project, timeout: 120_000, env: { OUT_DIR: outDir } };
    await runProgram(process.execPath, args, options);
  },
};
