import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { connect as connectIo } from "@nats-io/transport-node";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NatsBridgeError, writtenEnvelopeSchema } from "@natsbridge/schema";
import { tableFromArrays } from "apache-arrow";
import { connect, type NatsConnection } from "nats";
import { faultServer } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SmartSendOptions } from "./options/send-options.ts";
import { smartreceive } from "./smartreceive.ts";
import { smartsend } from "./smartsend.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

let nats: NatsServer;
let files: LocalFileServer;
let connection: NatsConnection;

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  files = await createLocalFileServer({});
  connection = await connect({ servers: nats.url });
});

afterAll(async () => {
  await connection?.close();
  await files?.close();
  await nats?.stop();
});

/** The body of the one message that `send` publishes. */
async function published(subject: string, send: () => Promise<unknown>): Promise<string> {
  const subscription = connection.subscribe(subject, { max: 1, timeout: 10_000 });
  const body = (async () => {
    for await (const message of subscription) return message.string();
    throw new Error("nothing was published");
  })();
  await connection.flush();
  await send();
  return body;
}

async function failure(promise: Promise<unknown>): Promise<NatsBridgeError> {
  const error: unknown = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (NatsBridgeError.isInstance(error)) return error;
  throw error;
}

/** How many files a server keeps, whole or half. */
async function uploads(server = files): Promise<number> {
  const names = await readdir(server.directory, { recursive: true });
  return names.filter((name) => !name.endsWith(".json") && name.includes(".")).length;
}

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

describe("the plan on a live server", () => {
  test.each([
    [65_536, ["direct", "link", "link", "link"]],
    [1_048_576, ["direct", "direct", "link", "link"]],
    [8_388_608, ["direct", "direct", "direct", "link"]],
  ])("max_payload %i", async (max_payload, transports) => {
    await using server = await startNatsServer({ max_payload });
    for (const [size, transport] of [40_000, 700_000, 900_000, 1_000_000].map(
      (bytes, index) => [bytes, transports[index]] as const,
    )) {
      const [, json, receipt] = await smartsend("plan", [["x", new Uint8Array(size), "binary"]], {
        broker_url: server.url,
        fileserver_url: files.url,
      });
      expect(receipt.payloads[0]?.transport).toBe(transport);
      expect(Buffer.byteLength(json)).toBeLessThanOrEqual(max_payload);
      expect(receipt.bytes).toBe(Buffer.byteLength(json));
    }
  });

  test("what cannot fit even as links is refused, and nothing stays on the file server", async () => {
    const before = await uploads();
    await using server = await startNatsServer({ max_payload: 4096 });
    const payloads = Array.from(
      { length: 4 },
      (_, at) => [`p${at}`, "x".repeat(3000), "text"] as const,
    );
    const error = await failure(
      smartsend("plan", payloads, { broker_url: server.url, fileserver_url: files.url }),
    );
    expect(error.code).toBe("payload_too_large");
    expect(error.message).toContain("but max_payload is 4,096");
    expect(await uploads()).toBe(before);
  });

  test("both NATS clients may be passed, and stay open", async () => {
    const io = await connectIo({ servers: nats.url });
    try {
      for (const nats_connection of [connection, io]) {
        const body = await published("clients", () =>
          smartsend("clients", [["a", "b", "text"]], { nats_connection }),
        );
        expect((await smartreceive(body)).payloads).toEqual([["a", "b", "text"]]);
        expect(nats_connection.isClosed()).toBe(false);
        await nats_connection.flush();
      }
    } finally {
      await io.close();
    }
  });
});

describe("JetStream", () => {
  test("the receipt carries stream, sequence and duplicate; a duplicate's own uploads are removed", async () => {
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: "ORDERS", subjects: ["orders.>"] });
    const send = () =>
      smartsend("orders.new", [["file", new Uint8Array(2_000_000), "binary"]], {
        nats_connection: connection,
        fileserver_url: files.url,
        jetstream: true,
        msg_id: "order-1",
      });
    const [, , first] = await send();
    expect(first.pub_ack).toEqual({ stream: "ORDERS", seq: 1, duplicate: false });
    const stored = await manager.streams.getMessage("ORDERS", { seq: 1 });
    expect(stored.header.get("Nats-Msg-Id")).toBe("order-1");
    const before = await uploads();
    const [, , second] = await send();
    expect(second.pub_ack).toEqual({ stream: "ORDERS", seq: 1, duplicate: true });
    expect(await uploads()).toBe(before);
  });

  test("a stream that takes less than the broker makes more links", async () => {
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: "SMALL", subjects: ["small.>"], max_msg_size: 10_000 });
    const [, , receipt] = await smartsend(
      "small.a",
      [
        ["tiny", "x", "text"],
        ["medium", "y".repeat(9000), "text"],
      ],
      { nats_connection: connection, fileserver_url: files.url, jetstream: true },
    );
    expect(receipt.payloads.map(({ transport }) => transport)).toEqual(["direct", "link"]);
    expect(receipt.pub_ack).toMatchObject({ stream: "SMALL", seq: 1 });
  });

  test("a link that expires before its message does is a warning", async () => {
    const manager = await connection.jetstreamManager();
    await manager.streams.add({ name: "KEPT", subjects: ["kept.>"], max_age: 7200 * 1e9 });
    const warnings: string[] = [];
    const ignore = () => undefined;
    const logger = {
      debug: ignore,
      info: ignore,
      warn: (line: string) => warnings.push(line),
      error: ignore,
    };
    for (const ttl of [3600, 7300]) {
      await smartsend("kept.a", [["file", new Uint8Array(2_000_000), "binary"]], {
        nats_connection: connection,
        fileserver: createPlikFileServer({ url: files.url, ttl }),
        jetstream: true,
        logger,
      });
    }
    expect(warnings).toEqual([
      expect.stringMatching(
        /A link of this message expires in 3,(600|599) s, but stream KEPT keeps the message 7,200 s/,
      ),
    ]);
  });

  test("no stream: a typed error, and the upload is undone", async () => {
    const before = await uploads();
    const error = await failure(
      smartsend("unheard.of", [["file", new Uint8Array(2_000_000), "binary"]], {
        nats_connection: connection,
        fileserver_url: files.url,
        jetstream: { timeout: 1000, retry_for: 0 },
      }),
    );
    expect(error.code).toBe("no_responders");
    expect(await uploads()).toBe(before);
  });
});

describe("bad input", () => {
  const bad: [string, unknown, unknown, string, string][] = [
    ["an empty subject", "", [], "invalid_subject", "subject"],
    ["a wildcard", "a.*", [], "invalid_subject", "a.*"],
    [
      "no list",
      "s",
      { a: 1 },
      "invalid_payload",
      "data: expected a list of [dataname, data, type], got object",
    ],
    [
      "an empty chat",
      "s",
      [],
      "invalid_payload",
      'a message of msg_purpose "chat" needs at least one payload',
    ],
    [
      "a pair",
      "s",
      [["a", 1]],
      "invalid_payload",
      "Payload 0: expected [dataname, data, type], got 2 items",
    ],
    [
      "a number as name",
      "s",
      [[1, "x", "text"]],
      "invalid_payload",
      "Payload 0: expected a string as dataname, got number",
    ],
    [
      "an unknown type",
      "s",
      [["a", "x", "Text"]],
      "unsupported_type",
      'Payload 0 "a": unknown type "Text"',
    ],
    [
      "a number as text",
      "s",
      [
        ["a", "x", "text"],
        ["b\n", 5, "text"],
      ],
      "invalid_payload",
      'Payload 1 "b\\u000a": ',
    ],
    [
      "a function in a dictionary",
      "s",
      [["a", { f: { g: () => 1 } }, "dictionary"]],
      "invalid_payload",
      "f.g",
    ],
    ["NaN", "s", [["a", { n: [NaN] }, "dictionary"]], "invalid_payload", "n[0]"],
    [
      "an object as binary",
      "s",
      [["a", { length: 3 }, "binary"]],
      "invalid_payload",
      'Payload 0 "a": ',
    ],
    [
      "mixed kinds in a column",
      "s",
      [["a", [{ x: 1 }, { x: "1" }], "arrowtable"]],
      "invalid_payload",
      "x",
    ],
    ["scalars as table", "s", [["a", [1, 2], "jsontable"]], "invalid_payload", "row 0"],
  ];
  test.each(bad)("%s", async (_name, subject, data, code, message) => {
    const call = smartsend as (...input: unknown[]) => Promise<unknown>;
    const error = await failure(call(subject, data, { broker_url: "nats://127.0.0.1:1" }));
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  const options: [SmartSendOptions | Record<string, unknown>, string, string][] = [
    [{ reply_to: "a b" }, "invalid_subject", "reply_to"],
    [{ msg_id: " x " }, "invalid_config", "msg_id: expected text without white space around it"],
    [{ msg_id: "" }, "invalid_config", "msg_id: expected text"],
    [{ correlation_id: "" }, "invalid_config", "correlation_id: expected text"],
    [{ nats_connection: "nats://x" }, "invalid_config", "nats_connection: expected a connection"],
    [{ correlation_id: 5 }, "invalid_config", "correlation_id"],
    [
      { size_threshold: "1" },
      "invalid_config",
      'size_threshold: expected a whole number of bytes, at least 0, or Infinity, got "1"',
    ],
    [{ size_threshold: -1 }, "invalid_config", "size_threshold"],
    [{ metadata: [] }, "invalid_config", "metadata: expected an object, got an array"],
    [{ metadata: { a: { b: undefined, c: [() => 1] } } }, "invalid_config", "a.c[0]"],
    [{ is_publish: "yes" }, "invalid_config", "is_publish"],
    [
      { fileserver_upload_handler: "plik" },
      "invalid_config",
      "fileserver_upload_handler: expected a function",
    ],
    [{ fileserver_url: "ftp://x" }, "invalid_config", "fileserver_url: expected a URL"],
    [{ broker_url: "http://x" }, "invalid_config", "broker_url: expected a URL"],
    [{ broker_url: "nats://u:pw@host:port" }, "invalid_config", "percent-encoded"],
    [{ broker_url: "nats://tok/en@host" }, "invalid_config", "percent-encoded"],
    [{ fileserver: {} }, "invalid_config", "fileserver: expected a FileServer"],
    [{ jetstream: "yes" }, "invalid_config", "jetstream"],
  ];
  test.each(options)("option %j", async (given, code, message) => {
    const error = await failure(
      smartsend("s", [["a", "b", "text"]], { broker_url: "nats://127.0.0.1:1", ...given }),
    );
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  test("a connection that is closed: nothing is uploaded", async () => {
    const before = await uploads();
    const closed = await connect({ servers: nats.url });
    await closed.close();
    const error = await failure(
      smartsend("s", [["a", new Uint8Array(2_000_000), "binary"]], {
        nats_connection: closed,
        fileserver_url: files.url,
      }),
    );
    expect(error).toMatchObject({ code: "connection_failed", isRetryable: false });
    expect(await uploads()).toBe(before);
  });

  test("the log tells each step, under the correlation id", async () => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line.replace(/^\[.{24}\] /, ""));
    await smartsend("s", [["a", new Uint8Array(2_000_000), "binary"]], {
      nats_connection: connection,
      fileserver_url: files.url,
      correlation_id: " c 1 ",
      logger: { debug: log, info: log, warn: log, error: log },
    });
    expect(lines).toEqual([
      "[Correlation:  c 1 ] Message of 1 payload(s) for s serialized",
      expect.stringMatching(
        /^\[Correlation: {2}c 1 \] Payload 0 "a" uploaded to http:\S+ \(link [0-9a-f]{8}\): 2,000,000 bytes >= size_threshold 1,000,000$/,
      ),
      "[Correlation:  c 1 ] Message published to s",
    ]);
  });

  test("a broker that is not there: connection_failed, before any upload", async () => {
    const before = await uploads();
    const error = await failure(
      smartsend("s", [["a", new Uint8Array(2_000_000), "binary"]], {
        broker_url: "nats://user:secret@127.0.0.1:1",
        fileserver_url: files.url,
      }),
    );
    expect(error.code).toBe("connection_failed");
    expect(error.message).toContain("nats://127.0.0.1:1");
    expect(error.message).not.toContain("secret");
    expect(await uploads()).toBe(before);
  });
});

describe("a file server in trouble", () => {
  const big = [
    ["first", new Uint8Array(1_500_000), "binary"],
    ["second", new Uint8Array(1_500_001), "binary"],
  ] as const;

  test("is down: upload_failed names the payload, nothing is published", async () => {
    let count = 0;
    const subscription = connection.subscribe("trouble", { callback: () => count++ });
    await connection.flush();
    const error = await failure(
      smartsend("trouble", [["big", big[0][1], "binary"]], {
        nats_connection: connection,
        fileserver_url: "http://127.0.0.1:1",
      }),
    );
    expect(error).toMatchObject({ code: "upload_failed", isRetryable: true });
    expect(error.details).toMatchObject({ dataname: "big", index: 0 });
    await connection.flush();
    expect(count).toBe(0);
    subscription.unsubscribe();
  });

  test("answers nonsense", async () => {
    await using server = await faultServer([{ kind: "answer", body: "<html>hello</html>" }]);
    const error = await failure(
      smartsend("trouble", [["big", big[0][1], "binary"]], {
        nats_connection: connection,
        fileserver_url: server.url,
      }),
    );
    expect(error.code).toBe("upload_failed");
  });

  test("one of two uploads fails: the other is removed again", async () => {
    const before = await uploads();
    await using small = await createLocalFileServer({ maxFileBytes: 1_500_000 });
    const error = await failure(
      smartsend("trouble", big, { nats_connection: connection, fileserver_url: small.url }),
    );
    expect(error.code).toBe("upload_failed");
    expect(error.message).toContain('Payload 1 "second"');
    expect(await uploads(small)).toBe(0);
    expect(await uploads()).toBe(before);
  });

  test("a store whose link cannot be used: its file is removed again", async () => {
    const removed: string[] = [];
    const file = { url: "ftp://files.example/x", uploadid: "u", fileid: "f", status: 200 };
    const error = await failure(
      smartsend("trouble", [["big", big[0][1], "binary"]], {
        nats_connection: connection,
        fileserver: {
          ...createPlikFileServer({ url: files.url }),
          upload: async () => file,
          remove: async ({ url }) => void removed.push(url),
        },
      }),
    );
    expect(error.code).toBe("upload_failed");
    expect(error.message).toContain("ftp://files.example (link ");
    expect(removed).toEqual([file.url]);
  });

  test("an upload handler of the caller's: its arguments, its answer, its failures", async () => {
    const calls: unknown[] = [];
    const [env] = await smartsend("trouble", [["big", big[0][1], "binary"]], {
      nats_connection: connection,
      fileserver_url: "http://files.example",
      fileserver_upload_handler: async (...call) => {
        calls.push(call);
        return { status: 200, uploadid: "u", fileid: "f", url: "http://files.example/f" };
      },
    });
    expect(calls).toEqual([["http://files.example", "big", big[0][1]]]);
    expect(env.payloads[0]?.data).toBe("http://files.example/f");
    const send = (answer: unknown) =>
      failure(
        smartsend("trouble", [["big", big[0][1], "binary"]], {
          nats_connection: connection,
          fileserver_upload_handler: (async () => answer) as never,
        }),
      );
    expect(await send({ status: 500 })).toMatchObject({
      code: "upload_failed",
      message: 'Payload 0 "big": fileserver_upload_handler answered status 500',
      details: { status: 500 },
    });
    expect((await send({ status: 200, url: "not absolute" })).code).toBe("upload_failed");
    expect((await send(undefined)).code).toBe("upload_failed");
  });
});

describe("streams", () => {
  async function* chunks(count: number, size: number) {
    for (let at = 0; at < count; at++) yield new Uint8Array(size).fill(at);
  }

  test("a short stream travels in the message, a long one as a link", async () => {
    const body = await published("streams", () =>
      smartsend(
        "streams",
        [
          ["short", chunks(3, 10), "binary"],
          ["long", chunks(30, 100_000), "video"],
          ["blob", new Blob(["blob"]), "binary"],
          [
            "empty",
            new ReadableStream<Uint8Array>({ start: (controller) => controller.close() }),
            "audio",
          ],
        ],
        { nats_connection: connection, fileserver_url: files.url },
      ),
    );
    const env = await smartreceive(body, { fileserver_url: files.url });
    expect(env.payload_info.map(({ transport, size }) => [transport, size])).toEqual([
      ["direct", 30],
      ["link", 3_000_000],
      ["direct", 4],
      ["direct", 0],
    ]);
    expect(
      Buffer.concat(await Array.fromAsync(chunks(30, 100_000))).equals(
        env.payloads[1]?.[1] as Uint8Array,
      ),
    ).toBe(true);
  });

  test("a long Blob is a link for its size, a long stream for being long", async () => {
    const [, , receipt] = await smartsend(
      "streams",
      [
        ["blob", new Blob([new Uint8Array(2_000_000)]), "binary"],
        ["stream", chunks(20, 100_000), "binary"],
      ],
      { nats_connection: connection, fileserver_url: files.url },
    );
    expect(receipt.payloads.map(({ reason }) => reason)).toEqual([
      "2,000,000 bytes >= size_threshold 1,000,000",
      "stream longer than the direct limit",
    ]);
  });

  test("Arrow batches as they come: one table at the other end", async () => {
    const batches = async function* (count: number) {
      for (let at = 0; at < count; at++) {
        yield* tableFromArrays({ id: Int32Array.from({ length: 50_000 }, (_, row) => row + at) })
          .batches;
      }
    };
    const body = await published("streams", () =>
      smartsend(
        "streams",
        [
          ["long", batches(10), "arrowtable"],
          ["short", batches(1), "arrowtable"],
        ],
        { nats_connection: connection, fileserver_url: files.url },
      ),
    );
    const env = await smartreceive(body, { fileserver_url: files.url });
    expect(env.payload_info.map(({ transport }) => transport)).toEqual(["link", "direct"]);
    const [long] = env.payloads;
    const table = long?.[2] === "arrowtable" ? long[1] : undefined;
    expect(table?.numRows).toBe(500_000);
    expect(table?.getChild("id")?.get(499_999)).toBe(50_008);
  });

  test("a source that fails half-way: nothing is published and nothing is left", async () => {
    const before = await uploads();
    let isClosed = false;
    const source = (async function* () {
      try {
        yield* chunks(20, 100_000);
        throw new Error("the disk is gone");
      } finally {
        isClosed = true;
      }
    })();
    const error = await failure(
      smartsend("streams", [["log", source, "binary"]], {
        nats_connection: connection,
        fileserver_url: files.url,
      }),
    );
    expect(error.message).toContain('Payload 0 "log"');
    expect(error.message).toContain("the disk is gone");
    expect(isClosed).toBe(true);
    expect(await uploads()).toBe(before);
  });

  test("a stream of text is refused", async () => {
    const source = (async function* () {
      yield "text";
    })();
    const error = await failure(
      smartsend("streams", [["log", source as never, "binary"]], { nats_connection: connection }),
    );
    expect(error.code).toBe("invalid_payload");
    expect(error.message).toContain("expected a stream of Uint8Array, got a chunk of type string");
  });
});

describe("abort and progress", () => {
  test("aborted before: nothing happens", async () => {
    const signal = AbortSignal.abort(new Error("no longer wanted"));
    const error = await failure(
      smartsend("s", [["a", "b", "text"]], { signal, broker_url: nats.url }),
    );
    expect(error.code).toBe("aborted");
  });

  test("aborted while uploading: the upload ends, nothing is left", async () => {
    const before = await uploads();
    const abort = new AbortController();
    const error = await failure(
      smartsend("s", [["a", new Uint8Array(20_000_000), "binary"]], {
        nats_connection: connection,
        fileserver_url: files.url,
        signal: abort.signal,
        on_progress: () => abort.abort(),
      }),
    );
    expect(error.code).toBe("aborted");
    expect(await uploads()).toBe(before);
  });

  test("progress ends with all bytes", async () => {
    const seen: unknown[] = [];
    await smartsend("s", [["a", new Uint8Array(3_000_000), "binary"]], {
      nats_connection: connection,
      fileserver_url: files.url,
      on_progress: (progress) => seen.push(progress),
    });
    expect(seen.at(-1)).toEqual({
      dataname: "a",
      direction: "upload",
      loaded: 3_000_000,
      total: 3_000_000,
    });
  });
});
