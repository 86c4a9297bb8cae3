/** Starts a broker, a file server, the agent and the page; ends with Ctrl+C and leaves nothing behind. */
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { createServer, defaultClientConditions } from "vite";
import { startAgent } from "./agent.ts";

await using started = new AsyncDisposableStack();
const nats = started.use(await startNatsServer({ websocket: true }));
const files = started.use(await createLocalFileServer({ cors: true }));
started.use(await startAgent({ broker_url: nats.url, fileserver_url: files.url }));
const page = await createServer({
  root: import.meta.dirname,
  configFile: false,
  // The packages' sources, so that nothing has to be built before.
  resolve: { conditions: ["@natsbridge/source", ...defaultClientConditions] },
});
started.defer(() => page.close());
await page.listen();

const { port } = new URL(page.resolvedUrls?.local[0] ?? "http://localhost:5173");
const where = new URLSearchParams({ broker: nats.websocketUrl ?? "", files: files.url });
console.log(`Chat: http://localhost:${port}/?${where}`);
console.log(`Other peers: NATS_URL=${nats.url} FILESERVER_URL=${files.url}`);
console.log("End with Ctrl+C");

await new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
});
