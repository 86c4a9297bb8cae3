import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { startNatsServer } from "@natsbridge/nats-server";
import { type BridgeOptions, NATSBridge } from "natsbridge";
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

/** Starts a nats-server, a file server and a peer that sends back what it understood; nothing stays behind. */
export async function startWorld(): Promise<World> {
  await using started = new AsyncDisposableStack();
  const nats = started.use(await startNatsServer({ websocket: true, jetstream: true }));
  const files = started.use(await createLocalFileServer({ cors: true }));
  const where = { fileserver_url: files.url };
  // The options of a bridge are those of its answers.
  const echoes: Readonly<Record<string, BridgeOptions>> = {
    direct: {},
    link: { size_threshold: 1 },
    lz4: { arrow_compression: "lz4" },
    zstd: { arrow_compression: "zstd" },
  };
  for (const [name, options] of Object.entries(echoes)) {
    const peer = started.use(
      await NATSBridge.connect({ broker_url: nats.url, ...where, ...options }),
    );
    await peer.serve(`echo.${name}`, (env) => env.payloads, { concurrency: 4 }).ready;
  }
  const all = started.move();
  return {
    tcp: { ...where, broker_url: nats.url, large: LARGE },
    websocket: { ...where, broker_url: nats.websocketUrl ?? "", large: LARGE },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
