import { createHash } from "node:crypto";
import { formatLogLine } from "@natsbridge/schema";
import { redactLink } from "@natsbridge/schema/base";
import { faultServer, rejectedError } from "testkit";
import { describe, expect, test } from "vitest";
import { answerOptions } from "../bridge/answer.ts";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { smartreceive } from "../smartreceive.ts";
import { smartsend } from "../smartsend.ts";

const LONG = "i".repeat(100_000);
const NASTY = 'a"\r\n[2026] [Correlation: x] forged\u001b[31m\u2028\u0085';
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

const direct = { dataname: "t", payload_type: "text", transport: "direct", data: "aGk=" };
const link = (url: string, more: object = {}) => ({
  ...direct,
  payload_type: "binary",
  transport: "link",
  data: url,
  ...more,
});
const message = (payloads: unknown[], more: object = {}) =>
  JSON.stringify({ correlation_id: "c", msg_id: "m", ...more, payloads });
const eager = (body: string, options: SmartReceiveOptions = {}) =>
  smartreceive(body, { max_retries: 1, ...options, lazy: false });

/** Everything that is logged, lines and fields. */
function collector() {
  let text = "";
  const keep = (line: string, fields: object) => {
    text += `${line}\n${JSON.stringify(fields)}\n`;
  };
  return { logger: { debug: keep, info: keep, warn: keep, error: keep }, text: () => text };
}

describe("a message of some hundred kilobytes writes no gigabytes of log", () => {
  test.each([
    ["ids", { correlation_id: LONG, msg_id: LONG }, direct],
    ["names", {}, { ...direct, dataname: LONG.slice(0, 100) + NASTY }],
  ])("long %s", async (_name, more, payload) => {
    const { logger, text } = collector();
    const body = message(
      Array.from({ length: 1_000 }, () => payload),
      more,
    );
    await eager(body, { logger });
    expect(text().length).toBeLessThan(2 * 1_000 * 1_000);
    for (const line of text().split("\n")) expect(line.length).toBeLessThan(2_500);
  });

  test("a line holds at most 2,000 characters of message and 200 of the id", () => {
    expect(formatLogLine(LONG, LONG).length).toBeLessThan(2_300);
  });
});

describe("more payloads than a message has", () => {
  test("are refused before any is looked at", async () => {
    const error = await rejectedError(eager(message(Array.from({ length: 10_001 }, () => ({})))));
    expect(error.code).toBe("invalid_envelope");
    expect(error.message).toBe(
      "Not a msg_envelope_v1: payloads has 10001 entries, at most 10000 are read",
    );
  });

  test("are not sent", async () => {
    const data = Array.from({ length: 10_001 }, () => ["a", "b", "text"] as const);
    const error = await rejectedError(smartsend("s", data, { is_publish: false }));
    expect(error.code).toBe("invalid_payload");
    expect(error.message).toContain("at most 10000 payloads, got 10001");
  });
});

describe("errors are one line, escaped and short", () => {
  test.each([
    ["a link", message([link(`http://h.example.org/${NASTY}${LONG}`)])],
    ["a link that is no URL", message([link(`${NASTY}${LONG}`)])],
    ["a scheme", message([link(`${"x".repeat(100_000)}:y`)])],
    ["a host", message([link(`http://${"h".repeat(100_000)}/`)])],
    ["a name", message([{ ...direct, dataname: NASTY + LONG, data: "*" }])],
    ["a type", message([{ ...direct, payload_type: NASTY + LONG }])],
    ["an encoding", message([{ ...direct, encoding: NASTY + LONG }])],
    ["a transport", message([{ ...direct, transport: NASTY + LONG }])],
    ["a checksum", message([{ ...direct, metadata: { checksum: NASTY + LONG } }])],
    ["data", message([{ ...direct, data: NASTY + LONG }])],
    ["a purpose", message([{ ...direct, data: 1 }], { msg_purpose: NASTY + LONG })],
    ["JSON", `{"${NASTY}${LONG}`],
    ["the body", NASTY + LONG],
  ])("for %s", async (_name, body) => {
    const error = await rejectedError(eager(body));
    expect(error.message).not.toMatch(CONTROLS);
    expect(error.message.length).toBeLessThanOrEqual(2_000);
    expect(JSON.stringify(error.details.issues ?? []).length).toBeLessThan(2_000);
  });

  test("for what a server answers", async () => {
    await using server = await faultServer([
      {
        kind: "answer",
        status: 400,
        body: NASTY + LONG,
        headers: { "content-type": "text/plain" },
      },
    ]);
    const error = await rejectedError(
      eager(message([link(`${server.url}/x`)]), { allowed_link_origins: [server.url] }),
    );
    expect(error.message).not.toMatch(CONTROLS);
    expect(error.message.length).toBeLessThan(500);
  });

  test("for a message without a reply_to", () => {
    const env = { reply_to: "", msg_id: NASTY + LONG } as Parameters<typeof answerOptions>[0];
    expect(() => answerOptions(env, {})).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(CONTROLS) }),
    );
    expect(() => answerOptions(env, {})).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^.{1,300}$/) }),
    );
  });
});

describe("a link is a key", () => {
  const bytes = new TextEncoder().encode("what it holds");
  const checksum = createHash("sha256").update(bytes).digest("hex");

  test("neither errors nor logs hold it, whatever happens to the download", async () => {
    for (const behaviour of [
      { kind: "answer", status: 404 },
      { kind: "answer", status: 403 },
      { kind: "answer", status: 503 },
      { kind: "answer", status: 302, headers: { location: "/key-in-here" } },
      { kind: "reset", after: 0 },
      { kind: "file", body: bytes.subarray(1) },
    ] as const) {
      await using server = await faultServer([behaviour]);
      const { logger, text } = collector();
      const url = `${server.url}/file/key-in-here/f/x?sig=key-in-here`;
      const error = await rejectedError(
        eager(message([link(url, { metadata: { checksum }, size: bytes.length })]), {
          logger,
          allowed_link_origins: [server.url],
          max_retries: 2,
          base_delay: 1,
        }),
      );
      const said = `${error.message}${error.stack}${text()}`;
      expect(said).not.toContain("key-in-here");
      if (behaviour.kind !== "file") expect(said).toContain(redactLink(url));
    }
  });

  test("what is uploaded is logged by origin and hash", async () => {
    const { logger, text } = collector();
    const url = "https://files.example.org/file/key-in-here/f/x";
    await smartsend("s", [["a", "b", "text"]], {
      logger,
      is_publish: false,
      size_threshold: 0,
      fileserver_upload_handler: async () => ({ status: 200, uploadid: "u", fileid: "f", url }),
    });
    expect(text()).not.toContain("key-in-here");
    expect(text()).toContain(`uploaded to ${redactLink(url)}`);
  });
});
