import { fileURLToPath } from "node:url";
import { build, type Rollup } from "vite";

/** What Vite made of a page: a chunk (code) or an asset (HTML, style). */
export type BuiltFile = Rollup.OutputChunk | Rollup.OutputAsset;

/** The pages of these tests, bundled by Vite as any user would: the built packages, no plugin, no polyfill. */
export async function buildPages(...pages: readonly string[]): Promise<readonly BuiltFile[]> {
  const root = fileURLToPath(new URL("../pages/", import.meta.url));
  const built = await build({
    root,
    configFile: false,
    logLevel: "silent",
    worker: { format: "es" },
    build: {
      write: false,
      target: "es2022",
      modulePreload: { polyfill: false },
      rollupOptions: { input: pages.map((page) => `${root}${page}`) },
    },
  });
  if (!("output" in built)) throw new Error("Vite gave more than one bundle, or none");
  return built.output;
}
