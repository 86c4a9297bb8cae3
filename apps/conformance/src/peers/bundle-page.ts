import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";

/** The script a page loads; it imports the others. */
export const PAGE_SCRIPT = "worker.js";

/** The browser's worker as scripts by file name, bundled as any application would be: with the `browser` condition. */
export async function bundlePage(): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    configFile: false,
    logLevel: "error",
    root: fileURLToPath(new URL("..", import.meta.url)),
    resolve: { conditions: ["@natsbridge/source", "browser", "module", "import"] },
    build: {
      write: false,
      target: "esnext",
      minify: false,
      lib: {
        entry: fileURLToPath(new URL("../browser-worker.ts", import.meta.url)),
        formats: ["es"],
        fileName: "worker",
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
