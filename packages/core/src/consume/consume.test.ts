import { mkdir, rm } from "node:fs/promises";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NatsBridgeError } from "@natsbridge/schema";
import { connect, type NatsConnection } from "nats";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { NATSBridge } from "../bridge/nats-bridge.ts";
import { smartreceive } from "../smartreceive.ts";
import type { ConsumeOptions, Delivery } from "./consume-options.ts";

let nats: NatsServer;
let files: LocalFileServer;
let bridge: NATSBridge;
let admin: NatsConnection;
let stream: string;
let count = 0;

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  files = await createLocalFileServer({});
  bridge = await NATSBridge.connect({
    broker_url: nats.url,
    fileserver_url: files.url,
    jetstream: true,
  });
  admin = await connect({ servers: nats.url });
});

afterAll(async () => {
  await bridge?.close();
  await admin?.close();
  await files?.close();
  await nats?.stop();
});

beforeEach(async () => {
  stream = `S${++count}`;
  const manager = await admin.jetstreamManager();
  await manager.streams.add({ name: stream, subjects: [`${stream}.>`] });
});

const send = (value: unknown, options = {}) =>
  bridge.smartsend(`${stream}.n`, [["n", value as never, "dictionary"]], options);

const numbers = (payloads: Delivery["env"]["payloads"]) => payloads.map(([, data]) => data);

const base = (): ConsumeOptions => ({ stream, consumer: "worker", nak_delay: 1, base_delay: 1 });

const codeOf = (error: Error) => (NatsBridgeError.isInstance(error) ? error.code : error.message);

async function pendingAcks(): Promise<{ waiting: number; unacked: number }> {
  const manager = await admin.jetstreamManager();
  const info = await manager.consumers.info(stream, "worker");
  return { waiting: info.num_pending, unacked: info.num_ack_pending };
}

describe("with a handler", () => {
  test("acks after success, in order with a concurrency of 1, and stops after what is in hand", async () => {
    for (let at = 0; at < 5; at++) await send(at);
    const seen: unknown[] = [];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const consumption = bridge.consume({ ...base(), double_ack: true }, async (env) => {
      seen.push(...numbers(env.payloads));
      if (seen.length === 5) resolve();
    });
    await done;
    await consumption.stop();
    expect(await consumption.closed).toBe(undefined);
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    expect(await pendingAcks()).toEqual({ waiting: 0, unacked: 0 });
  });

  test("a handler that takes three times the ack wait gets its message once", async () => {
    await send("slow");
    let calls = 0;
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const consumption = bridge.consume({ ...base(), ack_wait: 300 }, async () => {
      calls++;
      await new Promise((wake) => setTimeout(wake, 900));
      resolve();
    });
    await done;
    await consumption.stop();
    expect(calls).toBe(1);
    expect(await pendingAcks()).toEqual({ waiting: 0, unacked: 0 });
  });

  test("a handler that fails gets its message again, marked as redelivered", async () => {
    await send("again");
    const deliveries: [number, boolean][] = [];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const consumption = bridge.consume(base(), async (_env, { info }) => {
      deliveries.push([info.delivery_count, info.redelivered]);
      if (deliveries.length < 3) throw new Error("not yet");
      resolve();
    });
    await done;
    await consumption.stop();
    expect(deliveries).toEqual([
      [1, false],
      [2, true],
      [3, true],
    ]);
  });

  test("after max_deliver: reported, kept as a dead letter, terminated, and the queue goes on", async () => {
    const manager = await admin.jetstreamManager();
    await manager.streams.add({ name: `${stream}-DEAD`, subjects: [`dead.${stream}`] });
    const [bad] = await send("bad");
    await send("good");
    const poison: string[] = [];
    const good = Promise.withResolvers<void>();
    const given = Promise.withResolvers<void>();
    const consumption = bridge.consume(
      {
        ...base(),
        max_deliver: 2,
        dead_letter_subject: `dead.${stream}`,
        on_poison: (error, message) => {
          poison.push(`${message.subject}: ${error.message}`);
          given.resolve();
        },
      },
      async (env) => {
        if (env.msg_id === bad.msg_id) throw new Error("no such\ntable");
        good.resolve();
      },
    );
    await Promise.all([good.promise, given.promise]);
    await consumption.stop();
    const letter = await manager.streams.getMessage(`${stream}-DEAD`, { seq: 1 });
    expect((await smartreceive(letter)).msg_id).toBe(bad.msg_id);
    expect(letter.header.get("NATSBridge-Code")).toBe("handler_failed");
    expect(letter.header.get("NATSBridge-Reason")).toBe("no such\\u000atable");
    expect(letter.header.get("NATSBridge-Stream")).toBe(stream);
    expect(letter.header.get("NATSBridge-Sequence")).toBe("1");
    expect(letter.header.get("NATSBridge-Deliveries")).toBe("2");
    expect(poison).toEqual([`${stream}.n: no such\ntable`]);
  });

  test("what can never be read is given up at once: not ours, and a file that is gone", async () => {
    await bridge.smartsend(`${stream}.n`, [["big", new Uint8Array(2_000_000), "binary"]]);
    await rm(`${files.directory}/uploads`, { recursive: true });
    await mkdir(`${files.directory}/uploads`);
    await admin.jetstream().publish(`${stream}.n`, "not ours");
    await send("good");
    const codes: string[] = [];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const consumption = bridge.consume(
      { ...base(), on_poison: (error) => void codes.push(codeOf(error)) },
      () => resolve(),
    );
    await done;
    await consumption.stop();
    expect(codes).toEqual(["link_gone", "invalid_envelope"]);
    expect(await pendingAcks()).toEqual({ waiting: 0, unacked: 0 });
  });

  test("a file that is gone: the dead letter keeps the reference, and the queue goes on", async () => {
    const manager = await admin.jetstreamManager();
    await manager.streams.add({ name: `${stream}-DEAD`, subjects: [`dead.${stream}`] });
    const big = [["big", new Uint8Array(2_000_000), "binary"]] as const;
    const [sent, json] = await bridge.smartsend(`${stream}.n`, big);
    const link = sent.payloads[0]?.data ?? "";
    await rm(`${files.directory}/uploads`, { recursive: true });
    await mkdir(`${files.directory}/uploads`);
    await send("good");
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const options = { ...base(), dead_letter_subject: `dead.${stream}` };
    const consumption = bridge.consume(options, () => resolve());
    await done;
    await consumption.stop();
    const letter = await manager.streams.getMessage(`${stream}-DEAD`, { seq: 1 });
    expect(letter.header.get("NATSBridge-Code")).toBe("link_gone");
    expect(letter.header.get("NATSBridge-Deliveries")).toBe("1");
    expect(letter.string()).toBe(json);
    expect(letter.string()).toContain(link);
    expect(await pendingAcks()).toEqual({ waiting: 0, unacked: 0 });
  });

  test("a file server that does not answer is not poison: the message comes again", async () => {
    const away = await createLocalFileServer({});
    await bridge.smartsend(`${stream}.n`, [["big", new Uint8Array(2_000_000), "binary"]], {
      fileserver_url: away.url,
    });
    await away.close();
    const poison: string[] = [];
    const { promise: back, resolve } = Promise.withResolvers<void>();
    const lines: string[] = [];
    const log = (line: string) => {
      lines.push(line);
      if (line.includes("Delivery 2 failed")) resolve();
    };
    const consumption = bridge.consume(
      {
        ...base(),
        fileserver_url: away.url,
        max_retries: 1,
        on_poison: (error) => void poison.push(codeOf(error)),
        logger: { debug: log, info: log, warn: log, error: log },
      },
      () => undefined,
    );
    await back;
    await consumption.stop();
    expect(poison).toEqual([]);
  });

  test("a dead letter that cannot be kept keeps the message in the stream", async () => {
    await admin.jetstream().publish(`${stream}.n`, "not ours");
    let calls = 0;
    const { promise: again, resolve } = Promise.withResolvers<void>();
    const consumption = bridge.consume(
      {
        ...base(),
        on_poison: () => {
          if (++calls === 2) resolve();
          else throw new Error("the database is away");
        },
      },
      () => undefined,
    );
    await again;
    await consumption.stop();
    expect(calls).toBe(2);
  });

  test("a msg_id handled before is not handled again within the window", async () => {
    const publish = (id: string) =>
      bridge.smartsend(`${stream}.n`, [], {
        msg_purpose: "updateStatus",
        msg_id: id,
        is_publish: false,
      });
    for (const id of ["a", "a", "b"]) {
      const [, json] = await publish(id);
      await admin.jetstream().publish(`${stream}.n`, json);
    }
    const seen: string[] = [];
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const consumption = bridge.consume({ ...base(), dedup_window: 60_000 }, (env) => {
      seen.push(env.msg_id);
      if (env.msg_id === "b") resolve();
    });
    await done;
    await consumption.stop();
    expect(seen).toEqual(["a", "b"]);
    expect(await pendingAcks()).toEqual({ waiting: 0, unacked: 0 });
  });

  test("concurrency: as many handlers at once, and stop waits for them", async () => {
    for (let at = 0; at < 6; at++) await send(at);
    let running = 0;
    let most = 0;
    let finished = 0;
    const { promise: full, resolve } = Promise.withResolvers<void>();
    const consumption = bridge.consume({ ...base(), concurrency: 3 }, async () => {
      most = Math.max(most, ++running);
      if (running === 3) resolve();
      await new Promise((wake) => setTimeout(wake, 50));
      running--;
      finished++;
    });
    await full;
    await consumption.stop();
    expect(most).toBe(3);
    expect(running).toBe(0);
    expect(finished).toBeGreaterThanOrEqual(3);
    expect((await pendingAcks()).unacked).toBe(0);
  });

  test("no such stream: ready rejects, closed tells, nothing is unhandled", async () => {
    const consumption = bridge.consume({ stream: "NONE", consumer: "c" }, () => undefined);
    await expect(consumption.ready).rejects.toMatchObject({ code: "no_responders" });
    expect(await consumption.closed).toMatchObject({ code: "no_responders" });
    await consumption.stop();
  });
});

describe("files after the ack", () => {
  const publishBig = (metadata: Record<string, unknown>) =>
    bridge.smartsend(`${stream}.n`, [["big", new Uint8Array(2_000_000), "binary"]], { metadata });
  const statusOf = async (url: string) => (await fetch(url, { redirect: "manual" })).status;

  test("removed when the sender said so, kept when it did not, kept while the handler fails", async () => {
    const [removed] = await publishBig({ remove_after: "ack" });
    const [kept] = await publishBig({});
    const url = removed.payloads[0]?.data ?? "";
    expect(removed.payloads[0]?.metadata.remove_after).toBe("ack");
    const statuses: number[] = [];
    const other = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const consumption = bridge.consume(base(), async (env) => {
      if (env.msg_id !== removed.msg_id) return other.resolve();
      statuses.push(await statusOf(url));
      if (statuses.length === 1) throw new Error("not yet");
      second.resolve();
    });
    await Promise.all([other.promise, second.promise]);
    await consumption.stop();
    expect(statuses).toEqual([200, 200]);
    expect(await statusOf(url)).toBe(301);
    expect(await statusOf(kept.payloads[0]?.data ?? "")).toBe(200);
  });

  test("kept where the consumer does not want to remove", async () => {
    const [sent] = await publishBig({ remove_after: "ack" });
    const { promise: done, resolve } = Promise.withResolvers<void>();
    const options = { ...base(), remove_files: false, double_ack: true };
    const consumption = bridge.consume(options, () => resolve());
    await done;
    await consumption.stop();
    expect(await statusOf(sent.payloads[0]?.data ?? "")).toBe(200);
  });

  test("what remove_after may be", async () => {
    await expect(publishBig({ remove_after: "later" })).rejects.toMatchObject({
      code: "invalid_config",
      message: 'metadata.remove_after: expected "ack" or "never", got "later"',
    });
  });
});

describe("iterated", () => {
  test("each delivery is settled by the caller; what was not settled comes again", async () => {
    for (const value of ["ack", "nak", "term", "left"]) await send(value);
    const seen: unknown[] = [];
    for await (const delivery of bridge.consume(base())) {
      const [value] = numbers(delivery.env.payloads);
      seen.push(value);
      if (value === "ack") await delivery.ack();
      else if (value === "nak" && delivery.info.redelivered) await delivery.ack();
      else if (value === "nak") delivery.nak();
      else if (value === "term") delivery.term("never");
      if (value === "left") break;
    }
    expect(new Set(seen)).toEqual(new Set(["ack", "nak", "term", "left"]));
    const again: unknown[] = [];
    for await (const delivery of bridge.consume(base())) {
      again.push(...numbers(delivery.env.payloads));
      await delivery.ack();
      if (again.includes("left")) break;
    }
    expect(again).toContain("left");
  });

  test("an ordered consumption gives all in order and acknowledges nothing", async () => {
    for (let at = 0; at < 4; at++) await send(at);
    const seen: unknown[] = [];
    for await (const delivery of bridge.consume({ stream })) {
      seen.push(...numbers(delivery.env.payloads));
      await delivery.ack();
      if (seen.length === 4) break;
    }
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  test("a missing stream rejects the iteration", async () => {
    await expect(async () => {
      for await (const _ of bridge.consume({ stream: "NONE", consumer: "c" })) break;
    }).rejects.toSatisfy((error) => NatsBridgeError.isInstance(error));
  });
});
