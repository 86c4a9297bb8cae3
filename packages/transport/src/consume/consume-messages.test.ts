import { Socket } from "node:net";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { AckPolicy, connect, type JetStreamManager } from "nats";
import { startTcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from "vitest";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { ensureStream } from "../jetstream/ensure-stream.ts";
import { flushWithin } from "../shared/flush-within.ts";
import { consumeMessages } from "./consume-messages.ts";
import type { ConsumeStatus, Consumption } from "./consume-options.ts";
import type { ConsumedMessage } from "./consumed-message.ts";

const text = (message: ConsumedMessage): string => new TextDecoder().decode(message.data);

/** Takes `count` messages, acknowledging each, without ending the consumption. */
async function take(
  iterator: AsyncIterator<ConsumedMessage>,
  count: number,
  settle: (message: ConsumedMessage) => void = (message) => message.ack(),
): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { value, done } = await iterator.next();
    if (done) break;
    settle(value);
    taken.push(text(value));
  }
  return taken;
}

const iterate = (consumption: Consumption) => consumption[Symbol.asyncIterator]();

describe.each(NATS_CLIENTS)("consumeMessages over $client", ({ dial }) => {
  let server: NatsServer;
  let manager: JetStreamManager;
  let connection: NatsConnection;

  beforeAll(async () => {
    server = await startNatsServer({ jetstream: true });
    manager = await (await connect({ servers: server.url })).jetstreamManager();
    connection = await dial({ servers: server.url });
  });
  beforeEach(async () => {
    for await (const { config } of manager.streams.list())
      await manager.streams.delete(config.name);
    await ensureStream(connection, { name: "S", subjects: ["s.>"], storage: "memory" });
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  const publish = async (...bodies: string[]): Promise<void> => {
    for (const body of bodies) connection.publish("s.x", body);
    await connection.flush();
  };
  const state = async () =>
    (await manager.consumers.info("S", "C")) as unknown as Record<string, unknown>;

  test("gives messages with what JetStream knows of them, and acknowledges", async () => {
    await publish("one", "two");
    const consumption = await consumeMessages(connection, { stream: "S", consumer: "C" });
    const iterator = iterate(consumption);
    const { value: first } = await iterator.next();
    expect(text(first)).toBe("one");
    expect(first).toMatchObject({ subject: "s.x" });
    expect(first.info).toEqual({
      stream: "S",
      consumer: "C",
      stream_sequence: 1,
      consumer_sequence: 1,
      delivery_count: 1,
      redelivered: false,
      timestamp: expect.closeTo(Date.now(), -4),
      pending: 1,
    });
    await first.ackAck();
    await expect.poll(state).toMatchObject({ ack_floor: { stream_seq: 1 } });
    await first.ackAck();
    await take(iterator, 1);
    await consumption.stop();
    await expect.poll(state).toMatchObject({ num_ack_pending: 0, num_waiting: 0 });
    expect(await consumption.closed).toBeUndefined();
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  test("nak delivers again, at once or later, marked so; term never", async () => {
    await publish("one", "two");
    const consumption = await consumeMessages(connection, { stream: "S", consumer: "C" });
    const iterator = iterate(consumption);
    const counts: unknown[] = [];
    const started = Date.now();
    await take(iterator, 4, (message) => {
      const { delivery_count, redelivered } = message.info;
      counts.push([text(message), delivery_count, redelivered]);
      if (text(message) === "two") message.term("unreadable");
      else if (delivery_count === 1) message.nak();
      else if (delivery_count === 2) message.nak(300);
      else message.ack();
    });
    expect(counts.sort()).toEqual([
      ["one", 1, false],
      ["one", 2, true],
      ["one", 3, true],
      ["two", 1, false],
    ]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(290);
    await consumption.stop();
    await expect.poll(state).toMatchObject({ num_ack_pending: 0, num_pending: 0 });
  });

  test("a message worked on three times as long as ack_wait is delivered once", async () => {
    await publish("one");
    const options = { stream: "S", consumer: "C", ack_wait: 200 };
    const consumption = await consumeMessages(connection, options);
    const iterator = iterate(consumption);
    const { value: message } = await iterator.next();
    await new Promise((resolve) => setTimeout(resolve, 600));
    message.ack();
    await connection.flush();
    await expect.poll(state).toMatchObject({ num_redelivered: 0, num_ack_pending: 0 });
    await consumption.stop();

    await publish("two");
    const careless = await consumeMessages(connection, { ...options, auto_working: false });
    const seen = await take(iterate(careless), 2, (again) => {
      if (again.info.redelivered) again.ack();
    });
    expect(seen).toEqual(["two", "two"]);
    await careless.stop();
  });

  test("has no more than max_messages in hand", async () => {
    await publish("1", "2", "3", "4", "5");
    const consumption = await consumeMessages(connection, {
      stream: "S",
      consumer: "C",
      max_messages: 2,
    });
    const iterator = iterate(consumption);
    const inHand: ConsumedMessage[] = [];
    await take(iterator, 2, (message) => inHand.push(message));
    const third = iterator.next();
    await connection.flush();
    await expect.poll(state).toMatchObject({ num_ack_pending: 2, num_pending: 3 });
    inHand[0]?.ack();
    expect(text((await third).value)).toBe("3");
    await consumption.stop();
  });

  test("what is settled in one turn goes out in one write", async () => {
    await publish(...Array.from({ length: 64 }, (_, at) => `${at}`));
    const write = vi.spyOn(Socket.prototype, "write");
    onTestFinished(() => {
      write.mockRestore();
    });
    const options = { stream: "S", consumer: "C", max_messages: 16 };
    const consumption = await consumeMessages(connection, options);
    expect(await take(iterate(consumption), 64)).toHaveLength(64);
    await connection.flush();
    const acks = write.mock.calls
      .map(([data]) => Buffer.from(data).toString("latin1").split("+ACK").length - 1)
      .filter((count) => count > 0);
    expect(acks.reduce((sum, count) => sum + count, 0)).toBe(64);
    // Of each a write of its own it would be 64.
    expect(acks.length).toBeLessThanOrEqual(32);
    await consumption.stop();
  });

  test("a flush waits for what was settled just now", async () => {
    await publish("one");
    const consumption = await consumeMessages(connection, { stream: "S", consumer: "C" });
    const { value: message } = await iterate(consumption).next();
    const write = vi.spyOn(Socket.prototype, "write");
    onTestFinished(() => {
      write.mockRestore();
    });
    message.ack();
    await flushWithin(connection, 1_000);
    const written = write.mock.calls.map(([data]) => Buffer.from(data).toString("latin1")).join("");
    expect(written).toMatch(/\+ACK\r\n[\s\S]*PING\r\n/);
    await consumption.stop();
  });

  test("what a client does not take any more is delivered again", async () => {
    await publish("one");
    const consumer = { stream: "S", consumer: "C", ack_wait: 1_000, max_messages: 1 };
    const leaving = await dial({ servers: server.url });
    const consumption = await consumeMessages(leaving, consumer);
    const { value: message } = await iterate(consumption).next();
    // As a connection that is drained refuses it.
    vi.spyOn(leaving, "publish").mockImplementation(() => {
      throw new Error("CONNECTION_DRAINING");
    });
    message.ack();
    await new Promise((resolve) => setImmediate(resolve));
    await leaving.close();
    const next = await consumeMessages(connection, consumer);
    expect(await take(iterate(next), 1)).toEqual(["one"]);
    await next.stop();
  });

  test("stop gives back what was not given yet, and what is in hand can be settled", async () => {
    await publish("1", "2", "3");
    const options = { stream: "S", consumer: "C", ack_wait: 60_000 };
    const first = await consumeMessages(connection, options);
    const iterator = iterate(first);
    const inHand: ConsumedMessage[] = [];
    await take(iterator, 1, (message) => inHand.push(message));
    await expect.poll(state).toMatchObject({ num_ack_pending: 3 });
    await first.stop();
    inHand[0]?.ack();
    const second = await consumeMessages(connection, options);
    expect((await take(iterate(second), 2)).sort()).toEqual(["2", "3"]);
    await second.stop();
    await expect.poll(state).toMatchObject({ num_ack_pending: 0 });
  });

  test("ends with the signal, and with break", async () => {
    await publish("1", "2");
    const controller = new AbortController();
    const options = { stream: "S", consumer: "C", signal: controller.signal };
    const aborted = await consumeMessages(connection, options);
    setTimeout(() => controller.abort(), 50);
    const seen: string[] = [];
    for await (const message of aborted) {
      seen.push(text(message));
      message.ack();
    }
    expect(seen).toEqual(["1", "2"]);
    await publish("3");
    const broken = await consumeMessages(connection, { stream: "S", consumer: "C" });
    for await (const message of broken) {
      message.ack();
      break;
    }
    expect(await broken.closed).toBeUndefined();
  });

  test("says what is missing or wrong before it begins", async () => {
    await manager.consumers.add("S", {
      durable_name: "PUSH",
      deliver_subject: "push",
      ack_policy: AckPolicy.Explicit,
    });
    await manager.consumers.add("S", { durable_name: "NONE", ack_policy: AckPolicy.None });
    for (const [options, code, said] of [
      [
        { stream: "MISSING", consumer: "C" },
        "no_responders",
        'There is no stream "MISSING" in this account. Make it',
      ],
      [{ stream: "S", consumer: "PUSH" }, "invalid_config", "is a push consumer"],
      [{ stream: "S", consumer: "NONE" }, "invalid_config", 'acknowledges by "none"'],
    ] as const) {
      await expect(consumeMessages(connection, options)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(said),
      });
    }
  });

  test("rejects when the consumer is deleted, and when the connection closes", async () => {
    const own = await dial({ servers: server.url });
    const deleted = await consumeMessages(own, { stream: "S", consumer: "C" });
    const ending = expect(iterate(deleted).next()).rejects.toMatchObject({
      code: "no_responders",
      message: expect.stringContaining("consumer not found"),
    });
    await manager.consumers.delete("S", "C");
    await ending;
    expect(await deleted.closed).toMatchObject({ code: "no_responders" });

    const cut = await consumeMessages(own, { stream: "S", consumer: "D" });
    const closing = expect(iterate(cut).next()).rejects.toMatchObject({
      code: "connection_failed",
    });
    await own.close();
    await closing;
  });

  test("goes on after the server restarted, and loses nothing", async () => {
    await using own = await startNatsServer({ jetstream: true });
    const client = await dial({
      servers: own.url,
      reconnectTimeWait: 20,
      maxReconnectAttempts: -1,
    });
    await ensureStream(client, { name: "R", subjects: ["r"] });
    for (const body of ["1", "2"]) client.publish("r", body);
    await client.flush();
    const types: string[] = [];
    const on_status = ({ type }: ConsumeStatus): void => void types.push(type);
    const consumption = await consumeMessages(client, { stream: "R", consumer: "C", on_status });
    const iterator = iterate(consumption);
    expect(await take(iterator, 2)).toEqual(["1", "2"]);
    await client.flush();
    const third = take(iterator, 1);
    await own.restart();
    const other = await connect({ servers: own.url });
    await other.jetstream().publish("r", "3");
    expect(await third).toEqual(["3"]);
    expect(types.at(-1)).toBe("recovered");
    await consumption.stop();
    await other.close();
    await client.close();
  });

  test("an ordered consumption has no gap and no repeat across a cut connection", async () => {
    const bodies = Array.from({ length: 2_000 }, (_item, index) => String(index));
    await publish(...bodies);
    await using proxy = await startTcpProxy(server.port);
    const client = await dial({
      servers: proxy.address,
      reconnectTimeWait: 20,
      maxReconnectAttempts: -1,
    });
    const consumption = await consumeMessages(client, { stream: "S", max_messages: 500 });
    const seen: string[] = [];
    for await (const message of consumption) {
      seen.push(text(message));
      if (seen.length === 700 || seen.length === 1_500) {
        proxy.cut();
        proxy.mend();
      }
      if (seen.length === bodies.length) break;
    }
    expect(seen).toEqual(bodies);
    await client.close();
  });
});

test("ensureStream makes a stream, adds subjects, and leaves the rest", async () => {
  await using server = await startNatsServer({ jetstream: true });
  const connection = await connect({ servers: server.url });
  const settings = {
    name: "S",
    subjects: ["a", "b.>"],
    max_age: 1_000,
    duplicate_window: 500,
    max_msg_size: 77,
  };
  expect(await ensureStream(connection, settings)).toEqual({ created: true });
  expect(await ensureStream(connection, { name: "S", subjects: ["a", "c"] })).toEqual({
    created: false,
  });
  const { config } = await (await connection.jetstreamManager()).streams.info("S");
  expect(config).toMatchObject({
    subjects: ["a", "b.>", "c"],
    max_age: 1e9,
    duplicate_window: 5e8,
    max_msg_size: 77,
  });
  await expect(ensureStream(connection, { name: "T", subjects: ["a"] })).rejects.toMatchObject({
    code: "invalid_config",
    message: expect.stringContaining("subjects overlap"),
  });
  await connection.close();
});
