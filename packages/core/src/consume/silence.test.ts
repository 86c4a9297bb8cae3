import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import type { Logger } from "@natsbridge/schema";
import { connect } from "nats";
import { startTcpProxy } from "testkit";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { NATSBridge } from "../bridge/nats-bridge.ts";
import { ensureStream } from "../index.ts";

let nats: NatsServer;
let bridge: NATSBridge;
let warnings: { code: string; message: string }[];

const keep = (warning: Error & { code?: string }) => {
  if (warning.name !== "NatsBridgeWarning") return;
  warnings.push({ code: warning.code ?? "", message: warning.message });
};

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  process.on("warning", keep);
});
afterAll(async () => {
  process.off("warning", keep);
  await nats?.stop();
});
beforeEach(async () => {
  warnings = [];
  bridge = await NATSBridge.connect({ broker_url: nats.url });
});
afterEach(() => bridge?.close());

const codes = () => warnings.map(({ code }) => code);

/** The next turn, when a warning has been emitted. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A message with a link that nobody allowed. */
const forbidden = JSON.stringify({
  correlation_id: "c",
  msg_id: "m",
  payloads: [{ dataname: "x", payload_type: "binary", transport: "link", data: "http://x.test/1" }],
});

function recorder(): { logger: Logger; lines: string[] } {
  const lines: string[] = [];
  const log = (_line: string, { code }: Readonly<Record<string, unknown>>) => {
    if (code !== undefined) lines.push(String(code));
  };
  return { logger: { debug: log, info: log, warn: log, error: log }, lines };
}

/** Drops what is bad, and resolves when the good one after it has come. */
async function drop(subscription: AsyncIterable<unknown> & { ready: Promise<void> }) {
  const subject = "live";
  const iterator = subscription[Symbol.asyncIterator]();
  const first = iterator.next();
  await subscription.ready;
  for (const bad of ["garbage", "garbage", forbidden]) bridge.connection.publish(subject, bad);
  await bridge.smartsend(subject, [["a", "b", "text"]]);
  await first;
  await iterator.return?.();
  await turn();
}

test("subscribe: without logger and on_poison the process is warned, once for each code", async () => {
  await drop(bridge.subscribe("live"));
  expect(codes()).toEqual(["invalid_envelope", "link_forbidden"]);
  expect(warnings[0]?.message).toMatch(/^subscribe: Message on "live" dropped: .*Pass a logger/);
  await drop(bridge.subscribe("live"));
  expect(codes()).toEqual(["invalid_envelope", "link_forbidden"]);
  await using other = await NATSBridge.connect({ broker_url: nats.url });
  await drop(other.subscribe("live"));
  expect(codes()).toEqual([
    "invalid_envelope",
    "link_forbidden",
    "invalid_envelope",
    "link_forbidden",
  ]);
});

test("subscribe: on_poison hears of what is dropped, the logger of everything, the process then nothing", async () => {
  const heard: string[] = [];
  const on_poison = ({ code }: { code: string }) => {
    heard.push(code);
    throw new Error("fails itself");
  };
  const { logger, lines } = recorder();
  await drop(bridge.subscribe("live", { on_poison, logger }));
  const dropped = ["invalid_envelope", "invalid_envelope", "link_forbidden"];
  expect(heard).toEqual(dropped);
  expect(lines).toEqual(dropped.flatMap((code) => [code, "on_poison"]));
  expect(codes()).toEqual([]);
  await drop(bridge.subscribe("live", { on_poison }));
  // Only the failure of on_poison itself was heard by nobody.
  expect(codes()).toEqual(["on_poison"]);
});

test("consume: a handler that fails, what is given up, and the end", async () => {
  await ensureStream(bridge.connection, { name: "S", subjects: ["s.>"] });
  await bridge.smartsend("s.1", [["a", "b", "text"]], { jetstream: true });
  const options = { stream: "S", consumer: "c", nak_delay: 1, max_deliver: 2 };
  let calls = 0;
  const { promise: twice, resolve } = Promise.withResolvers<void>();
  const failing = () => {
    if (++calls === 2) resolve();
    throw new Error("no such order");
  };
  const mute = bridge.consume(options, failing);
  await twice;
  await mute.stop();
  await turn();
  expect(warnings.map(({ message }) => message)).toEqual([
    "consume: Delivery 1 failed, it will be delivered again: no such order. Pass a logger, or on_poison, to hear of each",
  ]);
  // Given up is what on_poison hears of; that a delivery failed and comes again is not.
  const heard: string[] = [];
  await using other = await NATSBridge.connect({ broker_url: nats.url });
  await other.smartsend("s.2", [["a", "b", "text"]], { jetstream: true });
  const { promise: gone, resolve: isGone } = Promise.withResolvers<void>();
  const told = other.consume(
    {
      ...options,
      on_poison: ({ message }) => {
        heard.push(message);
        isGone();
      },
    },
    () => {
      throw new Error("still none");
    },
  );
  await gone;
  await told.stop();
  await turn();
  expect(heard).toEqual(["still none"]);
  expect(warnings.slice(1).map(({ code }) => code)).toEqual(["handler_failed"]);
  const ended = other.consume({ stream: "NONE", consumer: "c" }, () => undefined);
  await ended.closed;
  await turn();
  expect(warnings.at(-1)?.code).toBe("no_responders");
});

test("stop() resolves when the server has the acknowledgements, also over a slow link", async () => {
  const slow = await startTcpProxy(nats.port, { latency: 150 });
  const far = await NATSBridge.connect({ broker_url: slow.address });
  const admin = await connect({ servers: nats.url });
  const manager = await admin.jetstreamManager();
  await manager.streams.add({ name: "SLOW", subjects: ["slow.>"] });
  for (let at = 0; at < 3; at++) {
    await bridge.smartsend("slow.1", [["n", at, "dictionary"]], { jetstream: true });
  }
  let handled = 0;
  const { promise: all, resolve } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const consumption = far.consume({ stream: "SLOW", consumer: "c", concurrency: 3 }, () => {
    if (++handled === 3) resolve();
    return released;
  });
  await all;
  const stopped = consumption.stop();
  // The handlers are done after all else that stopping waits for.
  for (let round = 0; round < 3; round++) await far.connection.flush();
  release();
  await stopped;
  expect((await manager.consumers.info("SLOW", "c")).num_ack_pending).toBe(0);
  await far.close();
  await admin.close();
  await slow.close();
});
