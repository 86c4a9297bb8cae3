import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";

/** Names the folder of a page that is built already. */
export const BUILT_PAGE = "NATSBRIDGE_TEST_INSPECTOR";

/** Builds the page for the tests that follow; the function that is returned removes it. */
export default async function buildPage(): Promise<() => Promise<void>> {
  const outDir = await mkdtemp(join(tmpdir(), "natsbridge-inspector-"));
  await build({
    configFile: join(import.meta.dirname, "../../vite.config.ts"),
    logLevel: "error",
    build: { outDir, emptyOutDir: true },
  });
  process.env[BUILT_PAGE] = outDir;
  return () => rm(outDir, { recursive: true });
}
