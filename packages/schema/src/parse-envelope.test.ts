import { expect, expectTypeOf, test } from "vitest";
import type * as z from "zod/mini";
import { NatsBridgeError } from "./base/errors.ts";
import { type MsgEnvelopeV1, writtenEnvelopeSchema } from "./envelope.ts";
import { parseEnvelope } from "./parse-envelope.ts";

const minimal = {
  correlation_id: "c",
  msg_id: "m",
  payloads: [{ payload_type: "text", transport: "direct", data: "aGk=" }],
};

function failure(value: unknown): NatsBridgeError {
  try {
    parseEnvelope(value);
  } catch (error) {
    if (NatsBridgeError.isInstance(error)) return error;
  }
  throw new Error("expected a NatsBridgeError");
}

test("absent and null fields read as empty", () => {
  expect(parseEnvelope({ ...minimal, sender_name: null, metadata: null })).toEqual({
    correlation_id: "c",
    msg_id: "m",
    timestamp: "",
    send_to: "",
    msg_purpose: "",
    sender_name: "",
    sender_id: "",
    receiver_name: "",
    receiver_id: "",
    reply_to: "",
    reply_to_msg_id: "",
    broker_url: "",
    metadata: {},
    payloads: [
      {
        id: "",
        dataname: "",
        payload_type: "text",
        transport: "direct",
        encoding: "",
        data: "aGk=",
        metadata: {},
      },
    ],
  });
});

test("unknown fields are kept", () => {
  const envelope = parseEnvelope({ ...minimal, schema_version: "0.6" });
  expect((envelope as unknown as Record<string, unknown>).schema_version).toBe("0.6");
});

test("metadata is taken by reference, own __proto__ key included", () => {
  const metadata = JSON.parse('{"__proto__": {"polluted": true}, "a": 1}');
  const envelope = parseEnvelope({ ...minimal, metadata });
  expect(envelope.metadata).toBe(metadata);
  expect(Object.keys(envelope.metadata)).toEqual(["__proto__", "a"]);
});

test("a top-level __proto__ key pollutes nothing", () => {
  const envelope = parseEnvelope({ ...JSON.parse('{"__proto__": {"polluted": 1}}'), ...minimal });
  expect(Object.getPrototypeOf(envelope)).toBe(Object.prototype);
  expect("polluted" in envelope).toBe(false);
});

test("every fault is listed with its path", () => {
  const error = failure({
    correlation_id: "",
    timestamp: 7,
    payloads: [{ transport: "pigeon", metadata: [] }, 3, { ...minimal.payloads[0], data: null }],
  });
  expect(error.code).toBe("invalid_envelope");
  expect(error.isRetryable).toBe(false);
  expect(error.details.issues).toEqual([
    { path: "correlation_id", message: "is empty" },
    { path: "msg_id", message: "is missing" },
    { path: "timestamp", message: "expected string, got a number" },
    { path: "payloads[0].payload_type", message: "is missing" },
    { path: "payloads[0].transport", message: 'expected "direct" or "link", got "pigeon"' },
    { path: "payloads[0].data", message: "is missing" },
    { path: "payloads[0].metadata", message: "expected an object, got an array" },
    { path: "payloads[1]", message: "expected object, got a number" },
    { path: "payloads[2].data", message: "is null" },
  ]);
  expect(error.message).toContain(
    'payloads[0].transport expected "direct" or "link", got "pigeon"',
  );
});

test.each([
  [undefined, "is missing"],
  [null, "expected object, got null"],
  [[], "expected object, got an array"],
  ["{}", "expected object, got a string"],
])("%j is no envelope", (value, message) => {
  expect(failure(value).message).toBe(`Not a msg_envelope_v1: ${message}`);
});

test("a thousand faults make a short message and a short list", () => {
  const error = failure({ ...minimal, payloads: Array.from({ length: 1000 }, () => 1) });
  expect(error.details.issues).toHaveLength(10);
  expect(error.message).toMatch(/payloads\[9\] expected object, got a number$/);
});

test("a link must be text, a JSON value may be null", () => {
  const link = { payload_type: "text", transport: "link", data: 5 };
  expect(failure({ ...minimal, payloads: [link] }).details.issues).toEqual([
    { path: "payloads[0].data", message: "expected a URL as text" },
  ]);
  const value = { payload_type: "dictionary", transport: "direct", encoding: "json", data: null };
  expect(parseEnvelope({ ...minimal, payloads: [value] }).payloads[0]?.data).toBe(null);
});

test("the written schema and the written type say the same", () => {
  expectTypeOf<z.output<typeof writtenEnvelopeSchema>>().toEqualTypeOf<MsgEnvelopeV1>();
});

test("the written schema refuses what is only read", () => {
  expect(writtenEnvelopeSchema.safeParse(parseEnvelope(minimal)).success).toBe(false);
});

test.each([
  ["empty objects", () => ({})],
  ["texts", () => "x"],
  ["objects with a wrong field each", () => ({ payload_type: 1, transport: "", data: null })],
])("of 300,000 payloads that are %s none is looked at", (_name, make) => {
  const value = { ...minimal, payloads: Array.from({ length: 300_000 }, make) };
  const started = performance.now();
  const error = failure(value);
  expect(performance.now() - started).toBeLessThan(50);
  expect(error.code).toBe("invalid_envelope");
  expect(error.message).toContain("300000 entries, at most 10000");
});

test("ten faults are looked for, and no more", () => {
  let looked = 0;
  const payload = () => ({
    get payload_type() {
      looked += 1;
      return 1;
    },
  });
  const { message, details } = failure({
    ...minimal,
    payloads: Array.from({ length: 10_000 }, payload),
  });
  expect(details.issues).toHaveLength(10);
  expect(looked).toBeLessThanOrEqual(20);
  expect(message.length).toBeLessThan(1_000);
});

test("10,000 payloads are read", () => {
  const payloads = Array.from({ length: 10_000 }, () => minimal.payloads[0]);
  expect(parseEnvelope({ ...minimal, payloads }).payloads).toHaveLength(10_000);
});
