import { rejectedError } from "testkit";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  bytes,
  type EagerOptions,
  message,
  receiveFrom,
} from "./receive/link-message.test.support.ts";
import { smartreceive } from "./smartreceive.ts";

describe("what is taken", () => {
  const hello = message([
    { dataname: "t", payload_type: "text", transport: "direct", data: "aGk=", encoding: "base64" },
  ]);

  test.each([
    ["the JSON text", hello],
    ["the bytes", Buffer.from(hello)],
    ["bytes behind a byte order mark", Buffer.from(`\uFEFF${hello}`)],
    ["a message", { data: new TextEncoder().encode(hello), subject: "s" }],
  ])("%s", async (_name, input) => {
    const env = await smartreceive(input);
    expect(env.payloads).toEqual([["t", "hi", "text"]]);
    expect(env.payload_info).toEqual([
      {
        id: "",
        dataname: "t",
        payload_type: "text",
        transport: "direct",
        size: 2,
        checksum: undefined,
        verified: false,
        metadata: {},
      },
    ]);
  });

  test.each([
    [undefined, "got undefined without data"],
    [null, "got null without data"],
    [{ data: 5 }, "got object without data"],
    ["", "the body is empty"],
    ["not json", "Not a msg_envelope_v1: "],
    ["[]", "expected object, got an array"],
    [Uint8Array.of(0xff, 0xfe), "not UTF-8"],
    ["{}", "correlation_id is missing; msg_id is missing; payloads is missing"],
  ])("%j is invalid_envelope", async (input, text) => {
    const error = await rejectedError(smartreceive(input as string));
    expect(error.code).toBe("invalid_envelope");
    expect(error.message).toContain(text);
  });

  test("the type of a tuple narrows its value", async () => {
    const env = await smartreceive(hello);
    for (const [, data, type] of env.payloads) {
      if (type === "text") expectTypeOf(data).toEqualTypeOf<string>();
      if (type === "image") expectTypeOf(data).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
    }
  });

  test("whole numbers beyond 2^53 in the envelope are exact too, whatever is asked for", async () => {
    const text = message([]).replace('"payloads"', '"metadata":{"n":9007199254740993},"payloads"');
    expect((await smartreceive(text)).metadata).toEqual({ n: 9007199254740993n });
    expect((await smartreceive(text, { unsafe_integers: "number" })).metadata).toEqual({
      n: Number("9007199254740993"),
    });
    expect((await rejectedError(smartreceive(text, { unsafe_integers: "error" }))).code).toBe(
      "invalid_envelope",
    );
  });
});

describe("options", () => {
  test.each([
    [{ max_retries: 0 }, "max_retries: expected a whole number, at least 1, got 0"],
    [{ base_delay: "1" }, "base_delay"],
    [{ max_delay: NaN }, "max_delay"],
    [{ max_download_bytes: -1 }, "max_download_bytes"],
    [{ fileservers: "x" }, "fileservers: expected a list"],
    [{ allowed_link_origins: "http://x" }, "allowed_link_origins"],
    [{ allowed_link_origins: ["http://*.x"] }, "allowed_link_origins"],
    [{ fileserver_download_handler: 5 }, "fileserver_download_handler: expected a function"],
    [{ unsafe_integers: "maybe" }, "unsafe_integers"],
  ])("%j", async (options, text) => {
    const error = await rejectedError(smartreceive(message([]), options as EagerOptions));
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain(text);
  });

  test("log lines carry the correlation id, and only it", async () => {
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const logger = { debug: log, info: log, warn: log, error: log };
    await receiveFrom(
      [
        { kind: "answer", status: 503 },
        { kind: "file", body: bytes },
      ],
      { logger },
    );
    expect(lines).toEqual([
      expect.stringMatching(
        /^\[.{24}\] \[Correlation: c\] Message m received with 1 payload\(s\)$/,
      ),
      expect.stringMatching(
        /^\[.{24}\] \[Correlation: c\] Attempt 1 at http:\S+ \(link [0-9a-f]{8}\) failed \(.*\), next in \d+ ms$/,
      ),
      expect.stringMatching(/ Payload 0 "file" read: binary, link, checksum verified$/),
    ]);
  });
});
