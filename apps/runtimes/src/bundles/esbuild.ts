import { join } from "node:path";
import { installTools } from "../install/install-tools.ts";
import { PINNED } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import type { Bundler } from "./bundler.ts";
import { writePage } from "./write-page.ts";

/** esbuild, split into what is loaded at once and what later, or as one file. */
function esbuild(name: string, ...more: readonly string[]): Bundler {
  return {
    name,
    version: PINNED.esbuild.esbuild ?? "",
    packages: [],
    async build({ project, outDir }) {
      const modules = await installTools("esbuild");
      writePage(outDir, "page.js");
      const entry = ["suite/page.js", "--bundle", "--minify", "--format=esm"];
      const args = [...entry, `--outdir=${outDir}`, ...more];
      const command = join(modules, "esbuild/bin/esbuild");
      await runProgram(command, args, { cwd: project, timeout: 120_000 });
    },
  };
}

export const ESBUILDS: readonly Bundler[] = [
  esbuild("esbuild", "--splitting"),
  esbuild("esbuild-one-file"),
];
