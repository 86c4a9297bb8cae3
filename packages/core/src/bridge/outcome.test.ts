import { readdirSync } from "node:fs";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { connect, type JetStreamManager, type NatsConnection } from "nats";
import { startTcpProxy, type TcpProxy } from "testkit";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { smartreceive } from "../smartreceive.ts";
import { NATSBridge } from "./nats-bridge.ts";

let server: NatsServer;
let files: LocalFileServer;
let admin: NatsConnection;
let manager: JetStreamManager;

beforeAll(async () => {
  server = await startNatsServer({ jetstream: true });
  files = await createLocalFileServer({});
  admin = await connect({ servers: server.url });
  manager = await admin.jetstreamManager();
});

afterAll(async () => {
  await admin?.close();
  await files?.close();
  await server?.stop();
});

const uploads = () => readdirSync(`${files.directory}/uploads`).length;

const BLOB = new Uint8Array(1_200_000).fill(7);
const data = [["blob", BLOB, "binary"]] as const;

describe.each(NATS_CLIENTS)("what became of a message, over $client", ({ dial }) => {
  let proxy: TcpProxy;
  let bridge: NATSBridge;

  beforeEach(async () => {
    await manager.streams.add({ name: "S", subjects: ["s"] });
    await manager.streams.add({ name: "SMALL", subjects: ["small"], max_msg_size: 20_000 });
    proxy = await startTcpProxy(server.port);
    const nats_connection = await dial({ servers: proxy.address });
    bridge = await NATSBridge.connect({ nats_connection, fileserver_url: files.url });
  });
  afterEach(async () => {
    await bridge.connection.close();
    await proxy.close();
    for (const stream of ["S", "SMALL"]) await manager.streams.delete(stream);
  });

  test("a lost acknowledgement: unknown, the file stays, and the stored message is whole", async () => {
    const before = uploads();
    proxy.loseAnswers();
    await expect(
      bridge.smartsend("s", data, { jetstream: { timeout: 500, retry_for: 0 } }),
    ).rejects.toMatchObject({ code: "timeout", details: { outcome: "unknown" } });
    expect(uploads()).toBe(before + 1);
    const stored = await manager.streams.getMessage("S", { seq: 1 });
    const env = await smartreceive(stored, { fileserver_url: files.url });
    expect(env.payloads).toEqual([["blob", BLOB, "binary"]]);
  });

  test("a lost acknowledgement and a repeat: one message, whose file is there", async () => {
    const lost = proxy.loseAnswers;
    lost();
    const sending = bridge.smartsend("s", data, { jetstream: { timeout: 400 } });
    await expect.poll(async () => (await manager.streams.info("S")).state.messages).toBe(1);
    proxy.mend();
    const [, , receipt] = await sending;
    expect(receipt.pub_ack).toEqual({ stream: "S", seq: 1, duplicate: true });
    expect((await manager.streams.info("S")).state.messages).toBe(1);
    const stored = await manager.streams.getMessage("S", { seq: 1 });
    const env = await smartreceive(stored, { fileserver_url: files.url });
    expect(env.payloads).toEqual([["blob", BLOB, "binary"]]);
  });

  test.each([
    ["Core", false],
    ["JetStream", { retry_for: 0 }],
  ])("a link cut under a %s publish: unknown, and the file stays", async (_name, jetstream) => {
    const before = uploads();
    // The message is out, and no word about it comes back.
    proxy.loseAnswers();
    const arrived = admin.subscribe("s", { max: 1 });
    await admin.flush();
    const failed = expect(bridge.smartsend("s", data, { jetstream })).rejects.toMatchObject({
      code: "publish_failed",
      details: { outcome: "unknown" },
    });
    for await (const message of arrived) expect(message.subject).toBe("s");
    proxy.cut();
    await failed;
    expect(uploads()).toBe(before + 1);
  });

  test("a definite refusal: nothing stays", async () => {
    const before = uploads();
    await expect(
      bridge.smartsend("s", data, { jetstream: { expected_last_seq: 41 } }),
    ).rejects.toMatchObject({ code: "publish_failed", details: { outcome: "refused" } });
    await expect(bridge.smartsend("nobody", data, { jetstream: true })).rejects.toMatchObject({
      code: "no_responders",
      details: { outcome: "refused" },
    });
    expect(uploads()).toBe(before);
  });

  test("a request on a subject that a stream stores: an error that says so", async () => {
    await expect(bridge.request("s", [["q", "?", "text"]])).rejects.toMatchObject({
      code: "invalid_subject",
      message: expect.stringContaining('was answered by stream "S"'),
    });
  });

  test("a duplicate of an earlier call: its own file goes, the first one's stays", async () => {
    const options = { jetstream: true, msg_id: "one" };
    await bridge.smartsend("s", data, options);
    const before = uploads();
    const [, , receipt] = await bridge.smartsend("s", data, options);
    expect(receipt.pub_ack?.duplicate).toBe(true);
    expect(uploads()).toBe(before);
    const stored = await manager.streams.getMessage("S", { seq: 1 });
    await smartreceive(stored, { fileserver_url: files.url });
  });

  test("max_msg_size of the stream below the plan: more links, and sent", async () => {
    const text = "x".repeat(18_000);
    const [, , receipt] = await bridge.smartsend(
      "small",
      [
        ["tiny", "t", "text"],
        ["large", text, "text"],
      ],
      { jetstream: true },
    );
    expect(receipt.payloads.map(({ transport }) => transport)).toEqual(["direct", "link"]);
    const stored = await manager.streams.getMessage("SMALL", { seq: 1 });
    const env = await smartreceive(stored, { fileserver_url: files.url });
    expect(env.payloads.map(([, value]) => value)).toEqual(["t", text]);
  });
});
