import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { NATSBridge, type ServeHandler } from "natsbridge";
import type { SuiteSettings } from "./suite/check.ts";

/** The servers that every suite uses, and the peer that answers it. */
export interface World extends AsyncDisposable {
  /** For a runtime that has TCP. */
  readonly tcp: SuiteSettings;
  /** For one that has WebSocket only. */
  readonly websocket: SuiteSettings;
}

/** Bytes of the large file. */
const LARGE = 80_000_000;

const echo: ServeHandler = (env) => env.payloads;

/** Starts a nats-server, a file server and a peer that sends back what it understood; nothing stays behind. */
export async function startWorld(): Promise<World> {
  await using started = new AsyncDisposableStack();
  const nats = started.use(await startNatsServer({ websocket: true, jetstream: true }));
  const files = started.use(await createLocalFileServer({ cors: true }));
  const where = { fileserver_url: files.url };
  const peer = started.use(await NATSBridge.connect({ broker_url: nats.url, ...where }));
  await peer.serve("echo.direct", echo, { concurrency: 4 }).ready;
  // The options of a service are those of its answers, too.
  const linking = started.use(
    await NATSBridge.connect({ broker_url: nats.url, ...where, size_threshold: 1 }),
  );
  await linking.serve("echo.link", echo, { concurrency: 4 }).ready;
  const all = started.move();
  return {
    tcp: { ...where, broker_url: nats.url, large: LARGE },
    websocket: { ...where, broker_url: nats.websocketUrl ?? "", large: LARGE },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
