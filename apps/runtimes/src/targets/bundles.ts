import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { bun } from "../bundles/bun.ts";
import type { Bundler } from "../bundles/bundler.ts";
import { ESBUILDS } from "../bundles/esbuild.ts";
import { parcel } from "../bundles/parcel.ts";
import { rollup } from "../bundles/rollup.ts";
import { vite } from "../bundles/vite.ts";
import { rspack, webpack } from "../bundles/webpack.ts";
import { chromium } from "../engines/engines.ts";
import { serveSite } from "../engines/serve-site.ts";
import { visit } from "../engines/visit.ts";
import { installDebian } from "../install/install-debian.ts";
import type { Target } from "./target.ts";

const BUNDLERS: readonly Bundler[] = [vite, webpack, rspack, rollup, ...ESBUILDS, parcel, bun];

/** What a bundler made, opened in Chromium, with what it weighs. */
function bundle(bundler: Bundler): Target {
  return {
    name: bundler.name,
    kind: "bundle",
    async run({ project: { directory: project }, world }) {
      await installDebian(chromium.executable, chromium.packages);
      const outDir = mkdtempSync(join(project, `${bundler.name}-`));
      await bundler.build({ project, outDir });
      await using site = await serveSite(outDir, world.websocket);
      const url = `http://localhost:${site.port}/index.html`;
      const results = await visit(chromium, url, site.reported);
      return { version: bundler.version, results, bytes: site.weight() };
    },
  };
}

/** Every bundler. */
export const BUNDLES: readonly Target[] = BUNDLERS.map(bundle);
