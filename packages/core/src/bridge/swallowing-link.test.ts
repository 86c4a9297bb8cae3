import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { startTcpProxy, type TcpProxy } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureStream } from "../index.ts";
import { NATSBridge } from "./nats-bridge.ts";

let nats: NatsServer;
let link: TcpProxy;

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  link = await startTcpProxy(nats.port);
});
afterAll(async () => {
  await link?.close();
  await nats?.stop();
});

/** Time in ms until a connection was made again. */
async function timeToReconnect(bridge: NATSBridge): Promise<number> {
  const started = performance.now();
  for await (const event of bridge.status()) {
    if (event.type === "reconnect") return performance.now() - started;
  }
  return Number.POSITIVE_INFINITY;
}

describe.concurrent("behind a link that swallows everything", () => {
  test("a consumer is back within 60 s", { timeout: 90_000 }, async () => {
    await using bridge = await NATSBridge.connect({ broker_url: link.address });
    await using sender = await NATSBridge.connect({ broker_url: nats.url });
    await ensureStream(sender.connection, { name: "S", subjects: ["s.>"] });
    const { promise: received, resolve } = Promise.withResolvers<unknown>();
    await bridge.consume({ stream: "S", consumer: "c" }, ({ payloads }) => {
      resolve(payloads[0]?.[1]);
    }).ready;
    const back = timeToReconnect(bridge);
    link.swallow();
    await sender.smartsend("s.1", [["a", "b", "text"]], { jetstream: true });
    expect(await back).toBeLessThan(60_000);
    expect(await received).toBe("b");
  });

  test("a publish that timed out has it made again at once", { timeout: 60_000 }, async () => {
    const through = await startTcpProxy(nats.port);
    await using bridge = await NATSBridge.connect({ broker_url: through.address });
    const back = timeToReconnect(bridge);
    through.swallow();
    // More than the buffers of the system hold, so that it never leaves this process.
    const big = new Uint8Array(700_000);
    const sends = Array.from({ length: 20 }, () => bridge.smartsend("s", [["a", big, "binary"]]));
    const ends = await Promise.allSettled(sends);
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect(await back).toBeLessThan(25_000);
    await bridge.smartsend("s", [["a", "b", "text"]]);
    await through.close();
  });
});
