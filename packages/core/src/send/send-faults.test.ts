import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { connect } from "nats";
import { faultServer, rejectedError } from "testkit";
import { describe, expect, test } from "vitest";
import type { SmartSendOptions } from "../options/send-options.ts";
import { smartsend } from "../smartsend.ts";
import { connection, files, nats, uploads } from "./send-servers.test.support.ts";

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
    const error = await rejectedError(call(subject, data, { broker_url: "nats://127.0.0.1:1" }));
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
    const error = await rejectedError(
      smartsend("s", [["a", "b", "text"]], { broker_url: "nats://127.0.0.1:1", ...given }),
    );
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });

  test("a connection that is closed: nothing is uploaded", async () => {
    const before = await uploads();
    const closed = await connect({ servers: nats.url });
    await closed.close();
    const error = await rejectedError(
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
    const error = await rejectedError(
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
    const error = await rejectedError(
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
    const error = await rejectedError(
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
    const error = await rejectedError(
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
    const error = await rejectedError(
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
      rejectedError(
        smartsend("trouble", [["big", big[0][1], "binary"]], {
          nats_connection: connection,
          fileserver_upload_handler: (async () => answer) as never,
        }),
      );
    expect(await send({ status: 500 })).toMatchObject({
      code: "upload_failed",
      message: expect.stringMatching(
        /^Payload 0 "big": fileserver_upload_handler answered status 500\. This is the file server, which is in trouble; it is needed because/,
      ),
      details: { status: 500 },
    });
    expect((await send({ status: 200, url: "not absolute" })).code).toBe("upload_failed");
    expect((await send(undefined)).code).toBe("upload_failed");
  });
});
