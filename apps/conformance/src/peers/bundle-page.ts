import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";

/** The browser's worker as one script, bundled as any application would be: with the `browser` condition. */
export async function bundlePage(): Promise<string> {
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
  const [chunk] = chunks;
  if (chunk === undefined || chunks.length > 1) {
    throw new Error(`the bundler gave ${chunks.length} scripts instead of one`);
  }
  return chunk.code;
}
