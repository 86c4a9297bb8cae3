import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import type { NatsBridgeError } from "@natsbridge/schema";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NATSBridge } from "./bridge/nats-bridge.ts";
import { ensureStream } from "./index.ts";

let nats: NatsServer;
let bridge: NATSBridge;

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  bridge = await NATSBridge.connect({
    broker_url: nats.url,
    fileserver_url: `http://127.0.0.1:${await freePort()}`,
  });
});
afterAll(async () => {
  await bridge?.close();
  await nats?.stop();
});

const said = (promise: Promise<unknown>) =>
  promise.then(
    () => "nothing",
    ({ code, message }: NatsBridgeError) => `${code}: ${message}`,
  );

test("a file server that is not there: that it is that, why it is needed, and the ways out", async () => {
  const big = new Uint8Array(1_200_000);
  const text = await said(bridge.smartsend("s", [["film", big, "video"]]));
  expect(text).toMatch(/^upload_failed: Payload 0 "film": .*ECONNREFUSED/);
  expect(text).toContain(
    "This is the file server, which gave no answer; it is needed because the payload travels as a link (1,200,000 bytes >= size_threshold 1,000,000). Start it (for one machine: npx natsbridge dev, or @natsbridge/fileserver-local), name the right one (fileserver_url or fileserver), or raise size_threshold",
  );
});

test("a message too large for the broker says so, too", async () => {
  const text = await said(bridge.smartsend("s", [["photo", new Uint8Array(900_000), "image"]]));
  expect(text).toMatch(
    /travels as a link \(message of 1,200,\d{3} bytes > max_payload 1,048,576\)/,
  );
});

test("a stream that is not there is named, and how to make it", async () => {
  const consumption = bridge.consume({ stream: "ORDERS", consumer: "c" });
  expect(await said(consumption.ready)).toBe(
    'no_responders: There is no stream "ORDERS" in this account. Make it, as in ensureStream(connection, { name: "ORDERS", subjects: ["…"] }), or look with "nats stream ls" what streams there are',
  );
});

test("a broker that is not there is no matter of time", async () => {
  const text = await said(NATSBridge.connect({ broker_url: "nats://127.0.0.1:1" }));
  expect(text).toMatch(
    /^connection_failed: No connection to NATS at nats:\/\/127\.0\.0\.1:1 \(.*REFUSED.*\)\. Check that the server runs/,
  );
});

test("the receipt names the server's limit with JetStream as without", async () => {
  await ensureStream(bridge.connection, { name: "S", subjects: ["s.>"] });
  const payload = ["photo", new Uint8Array(900_000), "image"] as const;
  const text = await said(bridge.smartsend("s.1", [payload], { jetstream: true }));
  expect(text).toMatch(/bytes \(\d+ of them headers\) > max_payload 1,048,576\)/);
});

test("a delivery of a dead letter shows why it was given up, and where it came from", async () => {
  await ensureStream(bridge.connection, { name: "WORK", subjects: ["work.>"] });
  await ensureStream(bridge.connection, { name: "DEAD", subjects: ["dead.>"] });
  await bridge.smartsend("work.1", [["n", 1, "dictionary"]], { jetstream: true });
  const quiet = () => undefined;
  const failing = bridge.consume(
    {
      stream: "WORK",
      consumer: "w",
      max_deliver: 1,
      dead_letter_subject: "dead.work",
      on_poison: quiet,
    },
    () => {
      throw new Error("no such table");
    },
  );
  for await (const delivery of bridge.consume({ stream: "DEAD", consumer: "d" })) {
    const { reason, code, stream, seq, deliveries, headers, env } = delivery;
    expect({ reason, code, stream, seq, deliveries }).toEqual({
      reason: "no such table",
      code: "handler_failed",
      stream: "WORK",
      seq: 1,
      deliveries: 1,
    });
    expect(headers?.get("NATSBridge-Subject")).toBe("work.1");
    expect(env.payloads).toEqual([["n", 1, "dictionary"]]);
    await delivery.ack();
    break;
  }
  await failing.stop();
  await bridge.smartsend("work.2", [["n", 2, "dictionary"]], { jetstream: true });
  for await (const { code, headers } of bridge.consume({ stream: "WORK" })) {
    expect([code, headers?.get("Nats-Msg-Id") === ""]).toEqual([undefined, false]);
    break;
  }
});
