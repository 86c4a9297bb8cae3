import { copyFileSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { angular } from "../bundles/angular.ts";
import { bun } from "../bundles/bun.ts";
import type { Bundler } from "../bundles/bundler.ts";
import { ESBUILDS } from "../bundles/esbuild.ts";
import { next } from "../bundles/next.ts";
import { parcel } from "../bundles/parcel.ts";
import { rollup } from "../bundles/rollup.ts";
import { vite } from "../bundles/vite.ts";
import { rspack, webpack } from "../bundles/webpack.ts";
import { chromium } from "../engines/engines.ts";
import { serveSite } from "../engines/serve-site.ts";
import { visit } from "../engines/visit.ts";
import { installDebian } from "../install/install-debian.ts";
import { packagesOf } from "../install/pinned.ts";
import type { Target, TargetContext, TargetReport } from "./target.ts";

const BUNDLERS: readonly Bundler[] = [
  ...[vite, webpack, rspack, rollup],
  ...ESBUILDS,
  ...[parcel, bun, next, angular],
];

/** What a bundler made of the page of a project, opened in Chromium, with what it weighs. */
async function bundle(
  bundler: Bundler,
  project: string,
  { world }: TargetContext,
): Promise<TargetReport> {
  await installDebian(chromium.executable, chromium.packages);
  const outDir = mkdtempSync(join(project, `${bundler.name}-`));
  await bundler.build({ project, outDir });
  await using site = await serveSite(outDir, world.websocket);
  const url = `http://localhost:${site.port}/index.html`;
  const results = await visit(chromium, url, site.reported);
  return { version: bundler.version, results, bytes: site.weight() };
}

/** A page of a project as it is first installed: what is optional lacks. */
function plain(bundler: Bundler): Target {
  return {
    name: bundler.name,
    kind: "bundle",
    async run(context) {
      const project = await context.projects.with({ packages: bundler.packages });
      return bundle(bundler, project, context);
    },
  };
}

/** The same with `@opentelemetry/api`, and a page that registers a provider with it. */
function traced(bundler: Bundler): Target {
  return {
    name: `${bundler.name}-opentelemetry`,
    kind: "bundle",
    async run(context) {
      const packages = [...bundler.packages, ...packagesOf("telemetry")];
      const project = await context.projects.with({ packages });
      copyFileSync(join(project, "suite/traced-page.js"), join(project, "suite/page.js"));
      return bundle(bundler, project, context);
    },
  };
}

/** Every bundler, without and with the optional peer. */
export const BUNDLES: readonly Target[] = [...BUNDLERS.map(plain), ...BUNDLERS.map(traced)];
