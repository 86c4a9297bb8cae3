import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installTools } from "../install/install-tools.ts";
import { PINNED } from "../install/pinned.ts";
import { runProgram } from "../run-program.ts";
import type { Bundler } from "./bundler.ts";
import { writePage } from "./write-page.ts";

/** Parcel reads `exports` and `imports` of packages only where the project says so. */
export const parcel: Bundler = {
  name: "parcel",
  version: PINNED.parcel.parcel ?? "",
  packages: [],
  async build({ project, outDir }) {
    const modules = await installTools("parcel");
    const file = join(project, "package.json");
    const manifest = JSON.parse(readFileSync(file, "utf8")) as object;
    // `false` is what lacks: else Parcel stops at the optional package, and installs a `process` of its own.
    const isTraced = existsSync(join(project, "node_modules/@opentelemetry/api"));
    const settings = {
      "@parcel/resolver-default": { packageExports: true },
      alias: isTraced ? { process: false } : { "@opentelemetry/api": false, process: false },
    };
    writeFileSync(file, JSON.stringify({ ...manifest, ...settings }));
    writePage(project, "./suite/page.js");
    const args = [join(modules, "parcel/lib/bin.js"), "build", "index.html", "--no-cache"];
    const options = { cwd: project, timeout: 180_000 };
    await runProgram(
      process.execPath,
      [...args, "--dist-dir", outDir, "--no-source-maps"],
      options,
    );
  },
};
