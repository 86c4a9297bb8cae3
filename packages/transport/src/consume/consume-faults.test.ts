import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { connect, type JetStreamManager } from "nats";
import { startTcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { isConnected } from "../connection/client/client-internals.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { ensureStream } from "../jetstream/ensure-stream.ts";
import { consumeMessages } from "./consume-messages.ts";
import type { ConsumedMessage } from "./consumed-message.ts";

const text = (message: ConsumedMessage): string => new TextDecoder().decode(message.data);

const CONFIG = `accounts {
  A {
    jetstream: enabled
    users: [
      { user: all, password: x }
      { user: no-pull, password: x, permissions { publish { deny: "$JS.API.CONSUMER.MSG.NEXT.>" } } }
      { user: no-ack, password: x, permissions { publish { deny: "$JS.ACK.>" } } }
    ]
  }
}`;

describe.each(NATS_CLIENTS)("faults of a consumption over $client", ({ dial }) => {
  let server: NatsServer;
  let admin: Awaited<ReturnType<typeof connect>>;
  let manager: JetStreamManager;
  const as = (user: string, servers = server.url): Promise<NatsConnection> =>
    dial({ servers, user, pass: "x", reconnectTimeWait: 20, maxReconnectAttempts: -1 });

  beforeAll(async () => {
    server = await startNatsServer({ jetstream: true, config: CONFIG });
    admin = await connect({ servers: server.url, user: "all", pass: "x" });
    manager = await admin.jetstreamManager();
  });
  beforeEach(async () => {
    for await (const { config } of manager.streams.list())
      await manager.streams.delete(config.name);
    await ensureStream(admin, { name: "S", subjects: ["s"], storage: "memory" });
    await admin.jetstream().publish("s", "one");
  });
  afterAll(async () => {
    await admin.close();
    await server.stop();
  });

  test("what a broken-off iteration did not settle is delivered again after ack_wait", async () => {
    const connection = await as("all");
    const options = { stream: "S", consumer: "C", ack_wait: 300 };
    for await (const _message of await consumeMessages(connection, options)) break;
    const started = Date.now();
    for await (const message of await consumeMessages(connection, options)) {
      expect([text(message), message.info.delivery_count]).toEqual(["one", 2]);
      message.ack();
      break;
    }
    // Far below the 30 s that a server waits by itself.
    expect(Date.now() - started).toBeLessThan(20_000);
    await connection.close();
  });

  test("a message that is worked on while the connection is away is given once, and its ack counts", async () => {
    await using proxy = await startTcpProxy(server.port);
    const connection = await as("all", proxy.address);
    const options = { stream: "S", consumer: "C", ack_wait: 1_500 };
    const consumption = await consumeMessages(connection, options);
    let given = 0;
    for await (const message of consumption) {
      given += 1;
      if (text(message) === "last") {
        await message.ackAck();
        break;
      }
      proxy.cut();
      // Away for longer than the server waits: the longer, the surer.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      proxy.mend();
      await admin.jetstream().publish("s", "last");
      // The server gave it again: it counts the deliveries, and this one does not see the second.
      await expect
        .poll(() => manager.consumers.info("S", "C"))
        .toMatchObject({ num_redelivered: 1 });
      await message.ackAck();
    }
    expect(given).toBe(2);
    expect(await manager.consumers.info("S", "C")).toMatchObject({
      num_ack_pending: 0,
      num_pending: 0,
    });
    await connection.close();
  });

  test("an ack of either kind that is said while the connection is away arrives when it is back", async () => {
    await admin.jetstream().publish("s", "two");
    await using proxy = await startTcpProxy(server.port);
    const connection = await as("all", proxy.address);
    const options = { stream: "S", consumer: "C", ack_wait: 60_000 };
    const consumption = await consumeMessages(connection, options);
    const iterator = consumption[Symbol.asyncIterator]();
    const one = await iterator.next();
    const two = await iterator.next();
    proxy.cut();
    await expect.poll(() => isConnected(connection)).toBe(false);
    const confirmed = two.value.ackAck(10_000);
    one.value.ack();
    proxy.mend();
    await confirmed;
    await expect
      .poll(() => manager.consumers.info("S", "C"))
      .toMatchObject({ num_ack_pending: 0, num_redelivered: 0 });
    await consumption.stop();
    await connection.close();
  });

  test("a user who may not take messages, or not acknowledge them, is told so", async () => {
    const expected = (right: string) => ({
      code: "permission_denied",
      message: expect.stringContaining(`Ask for the publish permission on "${right}"`),
    });
    const consumeAs = async (user: string): Promise<void> => {
      const connection = await as(user);
      try {
        const options = { stream: "S", consumer: "C", ack_wait: 60_000 };
        for await (const message of await consumeMessages(connection, options)) message.ack();
      } finally {
        await connection.close();
      }
    };
    await expect(consumeAs("no-pull")).rejects.toMatchObject(
      expected("$JS.API.CONSUMER.MSG.NEXT.S.C"),
    );
    await expect(consumeAs("no-ack")).rejects.toMatchObject(expected("$JS.ACK.S.C.>"));
  });

  test("an ordered consumption leaves no consumer behind, and a listener that throws ends nothing", async () => {
    await using proxy = await startTcpProxy(server.port);
    const connection = await as("all", proxy.address);
    const on_status = () => {
      throw new Error("a listener that fails");
    };
    const seen: string[] = [];
    for await (const message of await consumeMessages(connection, { stream: "S", on_status })) {
      seen.push(text(message));
      if (seen.length === 2) break;
      proxy.cut();
      proxy.mend();
      await admin.jetstream().publish("s", "two");
    }
    expect(seen).toEqual(["one", "two"]);
    await expect.poll(async () => (await manager.streams.info("S")).state.consumer_count).toBe(0);
    await connection.close();
  });
});
