import { readdirSync } from "node:fs";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { ensureStream } from "@natsbridge/transport";
import { NATS_CLIENTS } from "testkit/nats-clients";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smartsend } from "../smartsend.ts";
import { NATSBridge } from "./nats-bridge.ts";

const CONFIG = `authorization { users: [
  { user: all, password: x }
  { user: few, password: x, permissions { publish: ["open.>", "_INBOX.>"], subscribe: [">"] } }
] }`;

let server: NatsServer;

beforeAll(async () => {
  server = await startNatsServer({ jetstream: true, config: CONFIG });
});
afterAll(() => server.stop());

const TEXT = [["a", "b", "text"]] as const;

describe.each(NATS_CLIENTS)("confirm over $client", ({ dial }) => {
  const as = (user: string) => dial({ servers: server.url, user, pass: "x" });

  test("client: a later refusal goes to status() and the logger, and files stay", async () => {
    await using files = await createLocalFileServer({});
    const warned: string[] = [];
    const ignore = () => undefined;
    const nats_connection = await as("few");
    const bridge = await NATSBridge.connect({
      nats_connection,
      fileserver_url: files.url,
      confirm: "client",
      logger: {
        debug: ignore,
        info: ignore,
        warn: (line) => void warned.push(line),
        error: ignore,
      },
    });
    const events = bridge.status();
    const [, , receipt] = await bridge.smartsend("secret.x", [
      ["file", new Uint8Array(1_000_000), "binary"],
    ]);
    expect(receipt.payloads[0]?.transport).toBe("link");
    for await (const event of events) {
      if (event.type !== "publish_refused") continue;
      expect(event.subject).toBe("secret.x");
      expect(event.error.code).toBe("permission_denied");
      break;
    }
    expect(warned).toEqual([expect.stringContaining('publish to "secret.x"')]);
    expect(readdirSync(`${files.directory}/uploads`)).toHaveLength(1);
    await nats_connection.close();
  });

  test("has no say where a stream or an answer confirms: an error of the call, passed over as a default", async () => {
    const nats_connection = await as("all");
    const name = `S${crypto.randomUUID().slice(0, 8)}`;
    await ensureStream(nats_connection, { name, subjects: [name] });
    const bridge = await NATSBridge.connect({ nats_connection, confirm: "client" });
    const answering = bridge.subscribe("question");
    await answering.ready;
    void (async () => {
      for await (const env of answering) await bridge.reply(env, TEXT);
    })();
    const [, , receipt] = await bridge.smartsend(name, TEXT, { jetstream: true });
    expect(receipt.pub_ack).toMatchObject({ stream: name, seq: 1 });
    expect((await bridge.request("question", TEXT)).payloads).toEqual(TEXT);
    const refused = { code: "invalid_config", message: expect.stringMatching(/^confirm: /) };
    const confirm = "server";
    const calls = [
      () => smartsend(name, TEXT, { nats_connection, confirm, jetstream: true }),
      () => bridge.smartsend(name, TEXT, { confirm, jetstream: true }),
      () => bridge.request("question", TEXT, { confirm }),
      () => bridge.smartsend(name, TEXT, { confirm: "never" as never }),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject(refused);
    answering.unsubscribe();
    await nats_connection.close();
  });
});
