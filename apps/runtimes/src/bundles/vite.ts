import { join } from "node:path";
import { build, version } from "vite";
import type { Bundler } from "./bundler.ts";
import { writePage } from "./write-page.ts";

/** Vite as it comes, that of the workspace. */
export const vite: Bundler = {
  name: "vite",
  version,
  packages: [],
  async build({ project, outDir }) {
    writePage(project, "/suite/page.js");
    await build({
      configFile: false,
      root: project,
      logLevel: "error",
      build: { outDir, rollupOptions: { input: join(project, "index.html") } },
    });
  },
};
