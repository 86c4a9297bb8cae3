import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { connect, type JetStreamManager } from "nats";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { untilReachable } from "../connection/until-connected.ts";
import { ensureStream } from "../jetstream/ensure-stream.ts";
import { consumeMessages } from "./consume-messages.ts";
import type { ConsumeStatus } from "./consume-options.ts";

describe.each(NATS_CLIENTS)("a stream that is another one, over $client", ({ dial }) => {
  let server: NatsServer;
  let admin: Awaited<ReturnType<typeof connect>>;
  let manager: JetStreamManager;
  let connection: NatsConnection;
  const always = { reconnectTimeWait: 20, maxReconnectAttempts: -1 };

  beforeAll(async () => {
    server = await startNatsServer({ jetstream: true });
    admin = await connect({ servers: server.url, ...always });
    manager = await admin.jetstreamManager();
    connection = await dial({ servers: server.url, ...always });
  });
  beforeEach(async () => {
    for await (const { config } of manager.streams.list())
      await manager.streams.delete(config.name);
    await ensureStream(admin, { name: "S", subjects: ["s"], storage: "memory" });
  });
  afterAll(async () => {
    await connection?.close();
    await admin?.close();
    await server?.stop();
  });

  const publish = async (...texts: string[]) => {
    for (const each of texts) await admin.jetstream().publish("s", each);
  };

  /** The connection, where a question about the stream is answered as `answer` has it, once there is one. */
  function questioned(ask: {
    answer?: ((real: () => Promise<unknown>) => Promise<unknown>) | undefined;
  }): NatsConnection {
    return new Proxy(connection, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          const real = () => Reflect.apply(value, target, args);
          const { answer } = ask;
          if (name !== "request" || args[0] !== "$JS.API.STREAM.INFO.S" || !answer) return real();
          ask.answer = undefined;
          return answer(real);
        };
      },
    });
  }

  /** Follows a stream in order; gives what it reads and what it is told. */
  async function follow(over: NatsConnection = connection) {
    const told: ConsumeStatus[] = [];
    const read: string[] = [];
    const waiting = new Map<string, () => void>();
    const consumption = await consumeMessages(over, {
      stream: "S",
      on_status: (status) => told.push(status),
    });
    const ended = (async () => {
      for await (const { data } of consumption) {
        const text = new TextDecoder().decode(data);
        read.push(text);
        waiting.get(text)?.();
      }
    })();
    const until = (text: string) =>
      read.includes(text)
        ? Promise.resolve()
        : new Promise<void>((resolve) => waiting.set(text, resolve));
    const stop = async () => {
      await consumption.stop();
      await ended;
    };
    const remade = () =>
      told.filter(({ type }) => type === "stream_remade").map(({ description }) => description);
    return { read, until, stop, remade };
  }

  test("made anew while it is read: read from its start, and told", async () => {
    const { read, until, stop, remade } = await follow();
    await publish("1", "2", "3");
    await until("3");
    await manager.streams.delete("S");
    await ensureStream(admin, { name: "S", subjects: ["s"], storage: "memory" });
    await publish("new 1", "new 2");
    await until("new 2");
    await stop();
    expect(read).toEqual(["1", "2", "3", "new 1", "new 2"]);
    expect(remade()).toEqual([
      expect.stringMatching(/^stream "S" was made anew at 20.*; it is read from its start$/),
    ]);
  });

  const remake = async () => {
    await manager.streams.delete("S");
    await ensureStream(admin, { name: "S", subjects: ["s"], storage: "memory" });
  };

  test("made anew, and nobody answers what it is for the moment", async () => {
    const ask: Parameters<typeof questioned>[0] = {};
    const { read, until, stop, remade } = await follow(questioned(ask));
    await publish("1", "2", "3");
    await until("3");
    ask.answer = () => Promise.reject(Object.assign(new Error("TIMEOUT"), { code: "TIMEOUT" }));
    await remake();
    await publish("new 1");
    await until("new 1");
    await stop();
    expect(read).toEqual(["1", "2", "3", "new 1"]);
    expect(remade()).toHaveLength(1);
  });

  test("made anew just after it was asked what it is", async () => {
    const ask: Parameters<typeof questioned>[0] = {};
    const { read, until, stop, remade } = await follow(questioned(ask));
    await publish("1", "2", "3");
    await until("3");
    const isRemade = Promise.withResolvers<void>();
    ask.answer = async (real) => {
      const answer = await real();
      await remake();
      isRemade.resolve();
      return answer;
    };
    for await (const { name } of manager.consumers.list("S"))
      await manager.consumers.delete("S", name);
    await isRemade.promise;
    await publish("new 1");
    await until("new 1");
    await stop();
    expect(read).toEqual(["1", "2", "3", "new 1"]);
    expect(remade()).toHaveLength(1);
  });

  test("a memory stream lost in a restart, and made anew by its owner", async () => {
    const { read, until, stop, remade } = await follow();
    await publish("1", "2", "3");
    await until("3");
    await server.restart();
    await untilReachable(admin, 10_000);
    await ensureStream(admin, { name: "S", subjects: ["s"], storage: "memory" });
    await publish("new 1");
    await until("new 1");
    await stop();
    expect(read).toEqual(["1", "2", "3", "new 1"]);
    expect(remade()).toHaveLength(1);
  });

  test("a durable with headers_only, or with another filter, rejects with both values", async () => {
    const add = (config: object) =>
      manager.consumers.add("S", { ack_policy: "explicit", ...config } as never);
    await add({ durable_name: "heads", headers_only: true });
    await add({ durable_name: "other", filter_subjects: ["s"] });
    await add({ durable_name: "slow", ack_wait: 60_000_000_000, max_ack_pending: 7 });
    await publish("1");
    await expect(
      consumeMessages(connection, { stream: "S", consumer: "heads" }),
    ).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringMatching(
        /^Consumer "heads" of stream "S" has headers_only true; false is needed/,
      ),
    });
    await expect(
      consumeMessages(connection, { stream: "S", consumer: "other", filter_subjects: ["x", "y"] }),
    ).rejects.toMatchObject({
      code: "invalid_config",
      message: expect.stringContaining('has filter_subjects ["s"], not ["x","y"]'),
    });
    // Nothing was terminated for it, and other settings are the server's.
    expect((await manager.consumers.info("S", "heads")).num_pending).toBe(1);
    const told: string[] = [];
    const kept = await consumeMessages(connection, {
      stream: "S",
      consumer: "slow",
      ack_wait: 1_000,
      max_ack_pending: 7,
      on_status: ({ type, description }) => told.push(`${type}: ${description}`),
    });
    await kept.stop();
    expect(told).toEqual([
      'kept: consumer "slow" keeps its settings: ack_wait is 60000 ms, not 1000',
    ]);
    const same = await consumeMessages(connection, {
      stream: "S",
      consumer: "other",
      filter_subjects: ["s"],
    });
    await same.stop();
  });

  test("delayed naks that fill max_ack_pending are told, with advice", {
    timeout: 30_000,
  }, async () => {
    await publish("1", "2", "3");
    const { promise: full, resolve } = Promise.withResolvers<string>();
    const consumption = await consumeMessages(connection, {
      stream: "S",
      consumer: "few",
      max_ack_pending: 2,
      on_status: ({ type, description }) => {
        if (type === "ack_pending_full") resolve(description);
      },
    });
    void (async () => {
      for await (const message of consumption) message.nak(60_000);
    })();
    expect(await full).toMatch(
      /^1 messages of stream "S" wait behind 2 that .* as many as max_ack_pending of consumer "few" allows\. Raise/,
    );
    await consumption.stop();
  });
});
