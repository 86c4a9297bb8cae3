import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { AckPolicy, connect, type JetStreamManager, type NatsConnection } from "nats";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NATSBridge } from "../bridge/nats-bridge.ts";
import type { ConsumeOptions, Delivery } from "./consume-options.ts";

let nats: NatsServer;
let bridge: NATSBridge;
let admin: NatsConnection;
let manager: JetStreamManager;
let stream: string;
let count = 0;

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  bridge = await NATSBridge.connect({ broker_url: nats.url, jetstream: true });
  admin = await connect({ servers: nats.url });
  manager = await admin.jetstreamManager();
});

afterAll(async () => {
  await bridge?.close();
  await admin?.close();
  await nats?.stop();
});

beforeEach(async () => {
  stream = `F${++count}`;
  await manager.streams.add({ name: stream, subjects: [`${stream}.n`, `${stream}.dead`] });
});

const send = (n: number) => bridge.smartsend(`${stream}.n`, [["n", n, "dictionary"]]);
const numberOf = ({ payloads }: Delivery["env"]) => payloads[0]?.[1];
const base = (): ConsumeOptions => ({
  stream,
  consumer: "worker",
  filter_subjects: [`${stream}.n`],
  nak_delay: 1,
});
const unacked = async () => {
  const { num_pending, num_ack_pending } = await manager.consumers.info(stream, "worker");
  return num_pending + num_ack_pending;
};

/** Takes a message so often without a word, as processes do that die over it. */
async function takeInSilence(times: number): Promise<void> {
  const consumer = await admin.jetstream().consumers.get(stream, "worker");
  for (let taken = 0; taken < times; taken++) await consumer.next({ expires: 5_000 });
}

/** Lines of warnings and errors, and a logger that collects them. */
function collector() {
  const lines: string[] = [];
  const ignore = () => undefined;
  const keep = (line: string) => void lines.push(line.replace(/^.*?\] \[.*?\] /, ""));
  return { lines, logger: { debug: ignore, info: ignore, warn: keep, error: keep } };
}

const addConsumer = (options: object) =>
  manager.consumers.add(stream, {
    durable_name: "worker",
    ack_policy: AckPolicy.Explicit,
    filter_subject: `${stream}.n`,
    ...options,
  });

describe("a message that kills whoever handles it", () => {
  test("is given up after max_deliver deliveries, and kept as a dead letter", async () => {
    await addConsumer({ ack_wait: 50 * 1e6 });
    await send(1);
    await takeInSilence(2);
    await send(2);
    const handled: unknown[] = [];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const consumption = bridge.consume(
      { ...base(), max_deliver: 2, dead_letter_subject: `${stream}.dead` },
      (env) => {
        handled.push(numberOf(env));
        resolve();
      },
    );
    await done;
    await expect.poll(unacked).toBe(0);
    await consumption.stop();
    expect(handled).toEqual([2]);
    const letter = await manager.streams.getMessage(stream, { last_by_subj: `${stream}.dead` });
    expect(letter.header.get("NATSBridge-Reason")).toBe(
      "Delivered 2 times, and whoever handled it ended without a word",
    );
  });

  test("the server's own lower limit counts: the last delivery is the last chance", async () => {
    await addConsumer({ max_deliver: 2 });
    await send(1);
    let calls = 0;
    const { promise: done, resolve } = Promise.withResolvers<Error>();
    const consumption = bridge.consume(
      { ...base(), max_deliver: 5, on_poison: (error) => resolve(error) },
      () => {
        calls += 1;
        throw new Error("never");
      },
    );
    expect((await done).message).toBe("never");
    await consumption.stop();
    expect(calls).toBe(2);
  });
});

describe("an iteration that ends early", () => {
  test.each([
    ["break", (): void => undefined],
    [
      "an error",
      (): void => {
        throw new Error("in the loop");
      },
    ],
  ])("by %s gives its delivery back at once", async (_name, end) => {
    await send(1);
    const iterate = async () => {
      for await (const _delivery of bridge.consume({ ...base(), ack_wait: 60_000 })) {
        end();
        break;
      }
    };
    await iterate().catch((error: Error) => expect(error.message).toBe("in the loop"));
    const started = performance.now();
    for await (const { env, info, ack } of bridge.consume(base())) {
      expect([numberOf(env), info.redelivered]).toEqual([1, true]);
      await ack();
      break;
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("gives back what was read ahead, too; until then all comes in order", async () => {
    for (let n = 1; n <= 8; n++) await send(n);
    const numbers: unknown[] = [];
    for await (const { env, ack } of bridge.consume({ ...base(), concurrency: 4 })) {
      if (numbers.push(numberOf(env)) === 3) break;
      await ack();
    }
    expect(numbers).toEqual([1, 2, 3]);
    const rest = new Set<unknown>();
    const started = performance.now();
    for await (const { env, ack } of bridge.consume({ ...base(), concurrency: 4 })) {
      rest.add(numberOf(env));
      await ack();
      if (rest.size === 6) break;
    }
    expect(rest).toEqual(new Set([3, 4, 5, 6, 7, 8]));
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("by stop() from outside", async () => {
    const consumption = bridge.consume(base());
    const iterating = (async () => {
      for await (const _delivery of consumption) throw new Error("there is no message");
    })();
    await consumption.ready;
    await consumption.stop();
    await iterating;
    expect(await consumption.closed).toBe(undefined);
  });
});

describe("the end of a consumption", () => {
  test("by a deleted consumer: closed tells, after what was in hand; so does the logger", async () => {
    await send(1);
    const { lines, logger } = collector();
    const { promise: inHand, resolve: begun } = Promise.withResolvers<void>();
    const { promise: mayEnd, resolve: end } = Promise.withResolvers<void>();
    let isFinished = false;
    const consumption = bridge.consume({ ...base(), concurrency: 2, logger }, async () => {
      begun();
      await mayEnd;
      isFinished = true;
    });
    await inHand;
    await manager.consumers.delete(stream, "worker");
    setTimeout(end, 50);
    expect(await consumption.closed).toMatchObject({ code: expect.any(String) });
    expect(isFinished).toBe(true);
    expect(lines.at(-1)).toMatch(/^The consumption ended: /);
  });

  test("by close() of the bridge: what is in hand is finished and acknowledged", async () => {
    for (const n of [1, 2, 3]) await send(n);
    const own = await NATSBridge.connect({ broker_url: nats.url });
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    let finished = 0;
    const consumption = own.consume({ ...base(), concurrency: 3 }, async () => {
      resolve();
      await new Promise((wake) => setTimeout(wake, 100));
      finished += 1;
    });
    await begun;
    await own.close();
    expect(own.connection.isClosed()).toBe(true);
    expect(finished).toBeGreaterThan(0);
    expect(await consumption.closed).toBe(undefined);
    expect((await manager.consumers.info(stream, "worker")).num_ack_pending).toBe(0);
    expect(await unacked()).toBe(3 - finished);
  });

  test("close() does not wait for ever: neither for a handler that hangs, nor for a server that is gone", async () => {
    await send(1);
    const own = await NATSBridge.connect({ broker_url: nats.url, drain_timeout: 100 });
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    own.consume(base(), async () => {
      resolve();
      await new Promise(() => undefined);
    });
    await begun;
    await own.close();
    expect(own.connection.isClosed()).toBe(true);

    await using gone = await startNatsServer();
    const lonely = await NATSBridge.connect({ broker_url: gone.url });
    lonely.subscribe("s");
    const disconnected = (async () => {
      for await (const { type } of lonely.status()) if (type === "disconnect") return;
    })();
    await gone.kill();
    await disconnected;
    const started = performance.now();
    await lonely.close();
    expect(lonely.connection.isClosed()).toBe(true);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

test.each(NATS_CLIENTS)(
  "a borrowed connection of $client: consumed, and left open",
  async ({ dial }) => {
    for (const n of [1, 2, 3]) await send(n);
    const nats_connection = await dial({ servers: nats.url });
    const borrowed = await NATSBridge.connect({ nats_connection });
    const handled: unknown[] = [];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    borrowed.consume({ ...base(), double_ack: true }, (env) => {
      if (handled.push(numberOf(env)) === 3) resolve();
    });
    await done;
    await borrowed.close();
    expect(handled).toEqual([1, 2, 3]);
    expect(await unacked()).toBe(0);
    expect(nats_connection.isClosed()).toBe(false);
    await nats_connection.close();
  },
);

test("a handler that fails after it has settled its message is a warning", async () => {
  await send(1);
  const { lines, logger } = collector();
  const consumption = bridge.consume({ ...base(), logger }, async (_env, delivery) => {
    await delivery.ack();
    throw new Error("too late");
  });
  await expect
    .poll(() => lines)
    .toEqual(["The handler failed after it had settled its message: too late"]);
  await consumption.stop();
  expect(await unacked()).toBe(0);
});

test.each([
  ["no stream", { stream: "" }, "invalid_config"],
  ["no concurrency", { concurrency: 0 }, "invalid_config"],
  ["a wrong delay", { nak_delay: -1 }, "invalid_config"],
  ["a wrong limit", { max_deliver: 0 }, "invalid_config"],
  ["a wrong wait", { ack_wait: 0 }, "invalid_config"],
  ["wrong attempts", { max_retries: 0 }, "invalid_config"],
  ["a dead letter subject that is none", { dead_letter_subject: "a b" }, "invalid_subject"],
])("%s throws at the call", (_name, options, code) => {
  const consume = () => bridge.consume({ ...base(), ...options }, () => undefined);
  expect(consume).toThrowError(expect.objectContaining({ code }));
});
