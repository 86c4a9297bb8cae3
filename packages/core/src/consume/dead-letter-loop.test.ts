import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { connect, type JetStreamManager, type NatsConnection } from "nats";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NATSBridge } from "../bridge/nats-bridge.ts";
import type { ConsumeOptions } from "./consume-options.ts";
import { RecentIds } from "./recent-ids.ts";

let nats: NatsServer;
let bridge: NATSBridge;
let admin: NatsConnection;
let manager: JetStreamManager;
let count = 0;
let name: string;

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  bridge = await NATSBridge.connect({ broker_url: nats.url });
  admin = await connect({ servers: nats.url });
  manager = await admin.jetstreamManager();
});
afterAll(async () => {
  await bridge?.close();
  await admin?.close();
  await nats?.stop();
});
beforeEach(() => {
  name = `L${++count}`;
});

const messages = async (stream: string) => (await manager.streams.info(stream)).state.messages;
const ready = (options: ConsumeOptions) => {
  const consumption = bridge.consume(options, () => undefined);
  return consumption.ready.finally(() => consumption.stop());
};

describe("a dead letter subject that would be consumed again is refused at the start", () => {
  test.each([
    ["no filter", ["x.*"], undefined, "x.dead"],
    ["a wildcard", ["x.>"], ["x.*.y", "x.>"], "x.a.dead"],
    ["the same subject", ["x.n"], ["x.n"], "x.n"],
  ])("%s", async (_name, subjects, filter_subjects, dead) => {
    const at = (subject: string) => subject.replace("x", name);
    await manager.streams.add({ name, subjects: subjects.map(at) });
    const options = {
      stream: name,
      filter_subjects: filter_subjects?.map(at),
      dead_letter_subject: at(dead),
    };
    const refused = { code: "invalid_config", details: { option: "dead_letter_subject" } };
    await expect(ready({ ...options, consumer: "worker" })).rejects.toMatchObject(refused);
    await expect(ready(options)).rejects.toMatchObject(refused);
  });

  test("the filter of a consumer that is there already decides", async () => {
    await manager.streams.add({ name, subjects: [`${name}.*`] });
    const own = { stream: name, consumer: "worker", dead_letter_subject: `${name}.dead` };
    await ready({ ...own, filter_subjects: [`${name}.n`] });
    await expect(ready({ ...own, filter_subjects: [`${name}.n`] })).resolves.toBeUndefined();
  });

  test("outside of the filter, or of the stream, it is fine", async () => {
    await manager.streams.add({ name, subjects: [`${name}.*`] });
    await ready({ stream: name, consumer: "a", dead_letter_subject: `dead.${name}` });
    const filter_subjects = [`${name}.n`];
    await ready({
      stream: name,
      consumer: "b",
      filter_subjects,
      dead_letter_subject: `${name}.dead`,
    });
  });
});

test("two consumptions that dead-letter into each other end after three hops, and say so", async () => {
  const other = `${name}O`;
  await manager.streams.add({ name, subjects: [`${name}.n`] });
  await manager.streams.add({ name: other, subjects: [`${other}.n`] });
  const lines: string[] = [];
  const poison: string[] = [];
  const ended = Promise.withResolvers<void>();
  const keep = (line: string) => {
    lines.push(line);
    if (line.includes("no further dead letter")) ended.resolve();
  };
  const logger = { debug: () => undefined, info: () => undefined, warn: keep, error: keep };
  const consume = (stream: string, to: string) =>
    bridge.consume(
      {
        stream,
        consumer: "worker",
        dead_letter_subject: `${to}.n`,
        logger,
        on_poison: (_error, { subject }) => void poison.push(subject),
      },
      () => undefined,
    );
  const both = [consume(name, other), consume(other, name)];
  await Promise.all(both.map((each) => each.ready));
  await admin.jetstream().publish(`${name}.n`, "not an envelope");
  await ended.promise;
  await Promise.all(both.map((each) => each.stop()));
  expect(poison).toEqual([`${name}.n`, `${other}.n`, `${name}.n`, `${other}.n`]);
  expect(await messages(name)).toBe(2);
  expect(await messages(other)).toBe(2);
  const last = await manager.streams.getMessage(other, { last_by_subj: `${other}.n` });
  expect(last.header.get("NATSBridge-Hops")).toBe("3");
});

test.each([
  ["99", 0],
  ["3", 0],
  ["2", 1],
  ["-5", 1],
  ["nonsense", 1],
])("a message that says it has %s hops gives %i dead letters", async (hops, letters) => {
  await manager.streams.add({ name, subjects: [`${name}.n`] });
  await manager.streams.add({ name: `${name}D`, subjects: [`${name}D`] });
  const { headers } = await import("nats");
  const header = headers();
  header.set("NATSBridge-Hops", hops);
  const told = Promise.withResolvers<void>();
  const consumption = bridge.consume(
    {
      stream: name,
      consumer: "worker",
      dead_letter_subject: `${name}D`,
      on_poison: () => told.resolve(),
    },
    () => undefined,
  );
  await consumption.ready;
  await admin.jetstream().publish(`${name}.n`, "x", { headers: header });
  await told.promise;
  await expect
    .poll(async () => {
      const { num_pending, num_ack_pending } = await manager.consumers.info(name, "worker");
      return num_pending + num_ack_pending;
    })
    .toBe(0);
  await consumption.stop();
  expect(await messages(`${name}D`)).toBe(letters);
});

describe("answers", () => {
  const to = (reply_to: string) => ({
    reply_to,
    msg_id: "m",
    correlation_id: "c",
    sender_name: "",
    sender_id: "",
  });

  test("go to no subject of the server itself unless that is allowed", async () => {
    await manager.streams.add({ name, subjects: [`${name}.n`] });
    await admin.jetstream().publish(`${name}.n`, "kept");
    const purge = to(`$JS.API.STREAM.PURGE.${name}`);
    for (const answer of [
      bridge.reply(purge, [["a", "b", "text"]]),
      bridge.ack(purge),
      bridge.nack(purge, "no"),
    ]) {
      await expect(answer).rejects.toMatchObject({
        code: "invalid_subject",
        message: expect.stringContaining("allow_system_reply"),
      });
    }
    await bridge.connection.flush();
    expect(await messages(name)).toBe(1);
    await bridge.reply(to("$ANYTHING.else"), [["a", "b", "text"]], { allow_system_reply: true });
    await using open = await NATSBridge.connect({
      broker_url: nats.url,
      allow_system_reply: true,
    });
    await open.ack(to("$ANYTHING.else"));
  });
});

test("ids of any length are remembered at a fixed size", () => {
  const ids = new RecentIds(60_000);
  const long = (n: number) => `${"x".repeat(1_000_000)}${n}`;
  for (let n = 0; n < 50; n++) {
    expect(ids.claim(long(n))).toBe("claimed");
    ids.release(long(n), true);
  }
  expect(ids.claim(long(7))).toBe("handled");
  expect(ids.claim(long(50))).toBe("claimed");
  expect(ids.claim(long(50))).toBe("busy");
});
