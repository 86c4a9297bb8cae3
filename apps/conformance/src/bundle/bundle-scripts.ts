import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";

/** Name of the script that a page loads; it imports the others. */
export const ENTRY_SCRIPT = "main.js";

/**
 * A browser entry of this app as scripts by file name, bundled as any application would be: with the `browser`
 * condition.
 *
 * @param entry Path from the sources of this app, such as `browser-worker.ts`.
 */
export async function bundleScripts(entry: string): Promise<ReadonlyMap<string, string>> {
  const sources = new URL("../", import.meta.url);
  const result = await build({
    configFile: false,
    logLevel: "error",
    root: fileURLToPath(sources),
    resolve: { conditions: ["@natsbridge/source", "browser", "module", "import"] },
    build: {
      write: false,
      target: "esnext",
      minify: false,
      lib: {
        entry: fileURLToPath(new URL(entry, sources)),
        formats: ["es"],
        fileName: () => ENTRY_SCRIPT,
      },
    },
  });
  const [output] = [result].flat();
  if (output === undefined || !("output" in output)) throw new Error("the bundler gave nothing");
  const chunks = output.output.filter(
    (part): part is Rolldown.OutputChunk => part.type === "chunk",
  );
  return new Map(chunks.map(({ fileName, code }) => [fileName, code]));
}
