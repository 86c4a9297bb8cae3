import { createHash } from "node:crypto";
import { writtenEnvelopeSchema } from "@natsbridge/schema";
import { describe, expect, test } from "vitest";
import type { SmartSendOptions } from "./options/send-options.ts";
import { connection, files, nats, published } from "./send/send-servers.test.support.ts";
import { smartreceive } from "./smartreceive.ts";
import { smartsend } from "./smartsend.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("what is written", () => {
  test("all 14 fields and 8 payload fields, in order, with their defaults", async () => {
    let sent: Awaited<ReturnType<typeof smartsend>> | undefined;
    const body = await published("wire", async () => {
      sent = await smartsend("wire", [["greeting", "Grüße", "text"]], { broker_url: nats.url });
    });
    const [env, env_json_str, receipt] = sent ?? [];
    expect(body).toBe(env_json_str);
    expect(JSON.parse(body)).toEqual(env);
    expect(writtenEnvelopeSchema.safeParse(JSON.parse(body)).success).toBe(true);
    const checksum = createHash("sha256").update("Grüße").digest("hex");
    expect(Object.entries(JSON.parse(body))).toEqual([
      ["correlation_id", expect.stringMatching(UUID)],
      ["msg_id", expect.stringMatching(UUID)],
      ["timestamp", expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)],
      ["send_to", "wire"],
      ["msg_purpose", "chat"],
      ["sender_name", "NATSBridge"],
      ["sender_id", expect.stringMatching(UUID)],
      ["receiver_name", ""],
      ["receiver_id", ""],
      ["reply_to", ""],
      ["reply_to_msg_id", ""],
      ["broker_url", nats.url],
      ["metadata", {}],
      ["payloads", expect.any(Array)],
    ]);
    expect(Object.entries(JSON.parse(body).payloads[0])).toEqual([
      ["id", expect.stringMatching(UUID)],
      ["dataname", "greeting"],
      ["payload_type", "text"],
      ["transport", "direct"],
      ["encoding", "base64"],
      ["size", 7],
      ["data", "R3LDvMOfZQ=="],
      ["metadata", { checksum }],
    ]);
    expect(receipt).toEqual({
      payloads: [
        {
          dataname: "greeting",
          transport: "direct",
          reason: "7 bytes < size_threshold 1,000,000",
          bytes: 7,
        },
      ],
      bytes: Buffer.byteLength(body),
    });
  });

  test("every option of the seed", async () => {
    const options: SmartSendOptions = {
      correlation_id: "corr 1",
      msg_purpose: "updateStatus",
      sender_name: "agent-wine-web-frontend",
      receiver_name: "agent-backend",
      receiver_id: "r-1",
      reply_to: "answers.here",
      reply_to_msg_id: "m-0",
      msg_id: "m-1",
      sender_id: "s-1",
      metadata: { big: 2n ** 64n, nested: { list: [1] } },
      nats_connection: connection,
      broker_url: "nats://user:secret@broker.example:4222,tls://token@other:4333",
    };
    const body = await published("options", () => smartsend("options", [], options));
    expect(body).toMatch(
      /^\{"correlation_id":"corr 1","msg_id":"m-1","timestamp":"[^"]+","send_to":"options","msg_purpose":"updateStatus","sender_name":"agent-wine-web-frontend","sender_id":"s-1","receiver_name":"agent-backend","receiver_id":"r-1","reply_to":"answers\.here","reply_to_msg_id":"m-0","broker_url":"nats:\/\/broker\.example:4222,tls:\/\/other:4333","metadata":\{"big":18446744073709551616,"nested":\{"list":\[1\]\}\},"payloads":\[\]\}$/,
    );
  });

  test("names that JSON must escape, and bytes beyond ASCII, arrive as they were", async () => {
    const datanames = [
      "",
      "a b",
      "a/b\\c",
      '"quoted"',
      "名前 👋",
      "x".repeat(1000),
      "\u0000\n\u2028",
    ];
    const body = await published("names", () =>
      smartsend(
        "names",
        datanames.map((name) => [name, name, "text"] as const),
        {
          nats_connection: connection,
        },
      ),
    );
    const env = await smartreceive(body);
    expect(env.payloads).toEqual(datanames.map((name) => [name, name, "text"]));
    expect(env.payload_info.every(({ verified }) => verified)).toBe(true);
  });

  test("a link: encoding none, the URL, the checksum and when it expires", async () => {
    const data = new Uint8Array(1_000_000).fill(7);
    const body = await published("link", () =>
      smartsend("link", [["big one", data, "binary"]], {
        nats_connection: connection,
        fileserver_url: files.url,
      }),
    );
    const { data: url, metadata, ...rest } = JSON.parse(body).payloads[0];
    expect(rest).toEqual({
      id: expect.stringMatching(UUID),
      dataname: "big one",
      payload_type: "binary",
      transport: "link",
      encoding: "none",
      size: 1_000_000,
    });
    expect(metadata).toEqual({
      checksum: createHash("sha256").update(data).digest("hex"),
      expires_at: expect.stringMatching(/^\d{4}-/),
    });
    const response = await fetch(url);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(data);
    const env = await smartreceive(body, { fileserver_url: files.url });
    expect(env.payloads).toEqual([["big one", data, "binary"]]);
  });

  test("is_publish: false needs no broker and publishes nothing", async () => {
    const [env, json] = await smartsend("nowhere", [["a", "b", "text"]], {
      is_publish: false,
      broker_url: "nats://127.0.0.1:1",
    });
    expect(JSON.parse(json)).toEqual(env);
  });
});
