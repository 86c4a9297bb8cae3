import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installTools } from "../install/install-tools.ts";
import { PINNED } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import type { Bundler } from "./bundler.ts";
import { writePage } from "./write-page.ts";

/** webpack and Rspack read the same settings: an entry, and where the result goes. */
function packer(name: "webpack" | "rspack", command: string, version: string): Bundler {
  return {
    name,
    version,
    packages: [],
    async build({ project, outDir }) {
      const modules = await installTools(name);
      const settings = {
        mode: "production",
        context: project,
        entry: "./suite/page.js",
        output: { path: outDir, filename: "page.js" },
      };
      const config = join(project, `${name}.config.cjs`);
      writeFileSync(config, `module.exports = ${JSON.stringify(settings)};`);
      writePage(outDir, "page.js");
      const args = [join(modules, command), "build", "--config", config];
      await runProgram(process.execPath, args, { cwd: project, timeout: 120_000 });
    },
  };
}

export const webpack: Bundler = packer(
  "webpack",
  "webpack-cli/bin/cli.js",
  PINNED.webpack.webpack ?? "",
);

export const rspack: Bundler = packer(
  "rspack",
  "@rspack/cli/bin/rspack.js",
  PINNED.rspack["@rspack/core"] ?? "",
);
