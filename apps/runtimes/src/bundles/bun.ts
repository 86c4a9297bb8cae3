import { join } from "node:path";
import { installTools } from "../install/install-tools.ts";
import { PINNED } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import type { Bundler } from "./bundler.ts";
import { writePage } from "./write-page.ts";

/** `bun build` for a page. */
export const bun: Bundler = {
  name: "bun-build",
  version: PINNED.engines.bun ?? "",
  packages: [],
  async build({ project, outDir }) {
    const command = join(await installTools("engines"), ".bin/bun");
    writePage(outDir, "page.js");
    const args = ["build", "suite/page.js", "--outdir", outDir, "--splitting", "--minify"];
    await runProgram(command, args, { cwd: project, timeout: 120_000 });
  },
};
