import { join } from "node:path";
import { build } from "vite";
import { writePage } from "./write-page.ts";

/** The ways in which a page can use the packages: its own thread, a worker, a service worker. */
const PAGES = ["page", "worker-page", "service-worker-page"] as const;

/** Bundles the pages of the engines with Vite, as a user would, and gives the folder. */
export async function buildEnginePages(project: string): Promise<string> {
  const outDir = join(project, "engine-pages");
  const common = { configFile: false, root: project, logLevel: "error" } as const;
  for (const page of PAGES) writePage(project, `/suite/${page}.js`, `${page}.html`);
  await build({
    ...common,
    worker: { format: "es" },
    build: { outDir, rollupOptions: { input: PAGES.map((page) => join(project, `${page}.html`)) } },
  });
  // A service worker is one file: it may not load more later.
  await build({
    ...common,
    build: {
      outDir,
      emptyOutDir: false,
      lib: {
        entry: "suite/service-worker.js",
        formats: ["iife"],
        name: "serviceWorker",
        fileName: () => "service-worker.js",
      },
    },
  });
  return outDir;
}
