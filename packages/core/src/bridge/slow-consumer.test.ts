import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { startTcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BridgeStatusEvents, SlowConsumerStatus } from "./bridge-status.ts";
import { NATSBridge } from "./nats-bridge.ts";

/** Bytes per second that the reader's line carries. */
const LINE = 4_000_000;
const MESSAGES = 50;
/** 200,000 bytes in base64. */
const PAYLOAD = new Uint8Array(150_000);
const SIZE = { size_threshold: 1_000_000 };

let server: NatsServer;

beforeAll(async () => {
  server = await startNatsServer({ config: "max_pending: 2000000" });
});

afterAll(async () => {
  await server?.stop();
});

async function slowConsumer(events: BridgeStatusEvents): Promise<SlowConsumerStatus> {
  for await (const event of events) if (event.type === "slow_consumer") return event;
  throw new Error("no slow consumer");
}

const sendAll = (bridge: NATSBridge) =>
  Promise.all(
    Array.from({ length: MESSAGES }, (_item, n) =>
      bridge.smartsend("big", [
        ["n", n, "dictionary"],
        ["payload", PAYLOAD, "binary"],
      ]),
    ),
  );

describe.each(NATS_CLIENTS)("a slow reader over $client", ({ dial }) => {
  test("that the server cuts off is told so, with advice, by status and logger", async () => {
    await using line = await startTcpProxy(server.port, { answer_rate: LINE });
    const connection = await dial({ servers: line.address });
    const warnings: string[] = [];
    const log = () => undefined;
    const logger = {
      debug: log,
      info: log,
      error: log,
      warn: (text: string) => warnings.push(text),
    };
    await using reader = await NATSBridge.connect({ nats_connection: connection, logger });
    await using writer = await NATSBridge.connect({ broker_url: server.url, ...SIZE });
    const told = slowConsumer(reader.status());
    const subscription = reader.subscribe("big");
    await subscription.ready;
    await sendAll(writer);
    const { where, advice } = await told;
    expect(where).toBe("server");
    expect(advice).toContain("Send large payloads as links");
    expect(advice).toContain("max_bytes_per_second");
    expect(advice).toContain("JetStream");
    expect(warnings).toEqual([expect.stringContaining(advice)]);
    subscription.unsubscribe();
    await connection.close();
  });

  test(`as fast as the cap loses nothing: ${MESSAGES} of ${MESSAGES} messages`, async () => {
    await using line = await startTcpProxy(server.port, { answer_rate: LINE });
    const connection = await dial({ servers: line.address });
    await using reader = await NATSBridge.connect({ nats_connection: connection });
    await using writer = await NATSBridge.connect({
      broker_url: server.url,
      max_bytes_per_second: LINE,
      ...SIZE,
    });
    const subscription = reader.subscribe("big");
    await subscription.ready;
    const sending = sendAll(writer);
    const numbers: unknown[] = [];
    for await (const { payloads } of subscription) {
      if (numbers.push(payloads[0]?.[1]) === MESSAGES) break;
    }
    await sending;
    expect(numbers).toEqual(Array.from({ length: MESSAGES }, (_item, n) => n));
    await connection.close();
  });

  test("in this process, whose messages pile up, is told once", async () => {
    const connection = await dial({ servers: server.url });
    await using bridge = await NATSBridge.connect({ nats_connection: connection });
    const told = slowConsumer(bridge.status());
    const subscription = bridge.subscribe("small");
    await subscription.ready;
    const [, json] = await bridge.smartsend("small", [["a", "b", "text"]], { is_publish: false });
    for (let count = 0; count < 1_500; count++) connection.publish("small", json);
    await connection.flush();
    let received = 0;
    for await (const _env of subscription) if (++received === 1_500) break;
    expect(await told).toMatchObject({
      where: "client",
      subject: "small",
      pending: expect.any(Number),
      advice: expect.stringContaining("Raise concurrency"),
    });
    await connection.close();
  });
});

test("a connection that only broke is no slow consumer", async () => {
  await using line = await startTcpProxy(server.port);
  await using reader = await NATSBridge.connect({
    broker_url: line.address,
    connection_options: { reconnectTimeWait: 20 },
  });
  const events = reader.status();
  const types: string[] = [];
  const following = (async () => {
    for await (const event of events) {
      types.push(event.type);
      if (event.type === "reconnect") break;
    }
  })();
  await reader.subscribe("big").ready;
  line.cut();
  line.mend();
  await following;
  expect(types).toContain("disconnect");
  expect(types).not.toContain("slow_consumer");
});
