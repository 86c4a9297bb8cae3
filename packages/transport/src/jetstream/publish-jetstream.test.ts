import { type NatsServer, startNatsCluster, startNatsServer } from "@natsbridge/nats-server";
import { connect, type JetStreamManager, nanos, StorageType } from "nats";
import { startTcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { subscribe } from "../consume/subscribe.ts";
import { publishMessage } from "../publish-message.ts";
import { isMessageTooLargeForStream, streamMaxMessageSize } from "./jetstream-refusal.ts";

const USERS = `
authorization {
  users: [
    { user: all, password: secret }
    { user: few, password: secret, permissions: { publish: ["$JS.API.>"], subscribe: ["_INBOX.>"] } }
  ]
}`;
const ALL = { user: "all", pass: "secret" };

describe.each(NATS_CLIENTS)("JetStream publish over $client", ({ dial }) => {
  let server: NatsServer;
  let manager: JetStreamManager;
  let connection: NatsConnection;

  beforeAll(async () => {
    server = await startNatsServer({ jetstream: true, config: USERS });
    manager = await (await connect({ servers: server.url, ...ALL })).jetstreamManager();
    connection = await dial({ servers: server.url, ...ALL });
  });
  beforeEach(async () => {
    for await (const { config } of manager.streams.list())
      await manager.streams.delete(config.name);
    await manager.streams.add({
      name: "CHAT",
      subjects: ["chat.>"],
      storage: StorageType.Memory,
      max_msg_size: 1_000,
    });
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
  });

  const publish = (subject: string, msg_id: string, jetstream: object = {}) =>
    publishMessage(connection, subject, "hello", "c-1", { jetstream, msg_id });

  test("gives the acknowledgement, and says when the stream had the id already", async () => {
    expect(await publish("chat.a", "m-1")).toEqual({
      attempts: 1,
      pub_ack: { stream: "CHAT", seq: 1, duplicate: false },
    });
    expect(await publish("chat.a", "m-1")).toEqual({
      attempts: 1,
      pub_ack: { stream: "CHAT", seq: 1, duplicate: true },
    });
    const stored = await manager.streams.getMessage("CHAT", { seq: 1 });
    expect(stored.header.get("Nats-Msg-Id")).toBe("m-1");
  });

  test("passes expectations on, and a refusal is definite", async () => {
    await publish("chat.a", "m-1", { expected_stream: "CHAT", expected_last_seq: 0 });
    const options = { expected_last_subject_seq: 1, expected_last_msg_id: "m-1" };
    expect((await publish("chat.a", "m-2", options)).pub_ack?.seq).toBe(2);
    for (const [wrong, said] of [
      [{ expected_stream: "OTHER" }, "expected stream does not match"],
      [{ expected_last_seq: 7 }, "wrong last sequence: 2"],
      [{ expected_last_msg_id: "m-1" }, "wrong last msg ID: m-2"],
    ] as const) {
      await expect(publish("chat.a", "m-3", wrong)).rejects.toMatchObject({
        code: "publish_failed",
        message: expect.stringContaining(`JetStream answered "${said}"`),
        details: { outcome: "refused" },
      });
    }
    expect((await manager.streams.info("CHAT")).state.messages).toBe(2);
  });

  test("tells a message above max_msg_size of the stream, with the limit", async () => {
    const error: unknown = await publishMessage(connection, "chat.a", "x".repeat(2_000), "c-1", {
      jetstream: true,
      msg_id: "m-1",
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "payload_too_large",
      message: expect.stringContaining(
        "has 2,000 bytes before headers; max_msg_size of its stream is 1,000",
      ),
      details: { outcome: "refused" },
    });
    expect(isMessageTooLargeForStream(error)).toBe(true);
    expect(streamMaxMessageSize(error)).toBe(1_000);
    expect(isMessageTooLargeForStream(new Error("other"))).toBe(false);
  });

  test("says at once that no stream covers the subject, and how to make one", async () => {
    await expect(publish("/other.b", "m-1")).rejects.toMatchObject({
      code: "no_responders",
      message: expect.stringContaining(
        'ensureStream(connection, { name: "OTHER_B", subjects: ["/other.b"] })',
      ),
      isRetryable: false,
      details: { outcome: "refused" },
    });
    // A Core subscriber that does not answer must not hide that there is no stream.
    const silent = subscribe(connection, "/other.b");
    await expect(publish("/other.b", "m-1", { timeout: 100 })).rejects.toMatchObject({
      code: "no_responders",
      details: { outcome: "unknown" },
    });
    silent.unsubscribe();
  });

  test("does not take the answer of a service for an acknowledgement", async () => {
    const service = subscribe(connection, "service", {
      callback: (_error, message) => void message.respond('{"ok":true}'),
    });
    await expect(publish("service", "m-1")).rejects.toMatchObject({
      code: "publish_failed",
      message: expect.stringContaining("something that is no stream answered it"),
      details: { outcome: "unknown" },
    });
    service.unsubscribe();
  });

  test.each([
    {},
    { expected_last_seq: 0 },
    { expected_last_subject_seq: 0 },
    { expected_stream: "CHAT" },
  ])(
    "sends again after a lost acknowledgement, and the stream stores it once: %j",
    async (jetstream) => {
      await using proxy = await startTcpProxy(server.port);
      const cut = await dial({ servers: proxy.address, ...ALL, reconnectTimeWait: 20 });
      proxy.loseAnswers();
      const publishing = publishMessage(cut, "chat.a", "hello", "c-1", {
        jetstream,
        msg_id: "m-1",
      });
      await expect
        .poll(async () => (await manager.streams.info("CHAT")).state.messages, { timeout: 5_000 })
        .toBe(1);
      proxy.cut();
      proxy.mend();
      expect(await publishing).toEqual({
        attempts: 2,
        pub_ack: { stream: "CHAT", seq: 1, duplicate: true },
      });
      await cut.close();
    },
  );

  test.each([
    ["without an id", {}, 120_000],
    ["past the duplicate window", { msg_id: "m-1" }, 100],
  ])("does not send again %s: the outcome is unknown", async (_why, id, window) => {
    await manager.streams.update("CHAT", { duplicate_window: nanos(window) });
    await using proxy = await startTcpProxy(server.port);
    const cut = await dial({ servers: proxy.address, ...ALL, reconnectTimeWait: 20 });
    proxy.pause();
    const publishing = expect(
      publishMessage(cut, "chat.a", "hello", "c-1", { jetstream: { timeout: 200 }, ...id }),
    ).rejects.toMatchObject({ code: "timeout", details: { outcome: "unknown" } });
    setTimeout(() => proxy.resume(), 300);
    await publishing;
    expect((await manager.streams.info("CHAT")).state.messages).toBe(1);
    await cut.close();
  });

  test.each(["", " x", "x\n"])("refuses the id %j, which NATS would change", async (msg_id) => {
    await expect(publish("chat.a", msg_id)).rejects.toMatchObject({ code: "invalid_config" });
  });

  test("rejects with permission_denied at the call", async () => {
    const few = await dial({ servers: server.url, user: "few", pass: "secret" });
    await expect(
      publishMessage(few, "chat.a", "hello", "c-1", { jetstream: true, msg_id: "m-1" }),
    ).rejects.toMatchObject({ code: "permission_denied", details: { outcome: "refused" } });
    await few.close();
  });

  test("says when there is no JetStream, and when the connection is closed", async () => {
    await using plain = await startNatsServer();
    const other = await dial({ servers: plain.url });
    const send = () => publishMessage(other, "chat.a", "x", "c-1", { jetstream: true });
    await expect(send()).rejects.toMatchObject({
      code: "no_responders",
      message: expect.stringContaining("JetStream is not enabled"),
    });
    await other.close();
    await expect(send()).rejects.toMatchObject({
      code: "publish_failed",
      details: { outcome: "refused" },
    });
  });

  test("rides out the election of a new leader", async () => {
    await using cluster = await startNatsCluster({ size: 3, jetstream: true });
    const admin = await connect({ servers: [...cluster.urls] });
    const streams = (await admin.jetstreamManager()).streams;
    const { cluster: placed } = await streams.add({
      name: "R3",
      subjects: ["r3"],
      num_replicas: 3,
    });
    const leader = cluster.servers[Number(placed?.leader?.slice(1)) - 1];
    const follower = cluster.servers.find((member) => member !== leader);
    const own = await dial({ servers: follower?.url ?? "" });
    await leader?.kill();
    const result = await publishMessage(own, "r3", "x", "c-1", {
      jetstream: { timeout: 2_000 },
      msg_id: "m-1",
    });
    expect(result.pub_ack).toMatchObject({ stream: "R3", seq: 1 });
    await own.close();
    await admin.close();
  });
});
