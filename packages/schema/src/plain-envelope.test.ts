import { expect, test } from "vitest";
import { NatsBridgeError } from "./base/errors.ts";
import { envelopeBySchema } from "./parse-envelope.ts";
import { plainEnvelope } from "./plain-envelope.ts";

const payload = {
  id: "p",
  dataname: "",
  payload_type: "text",
  transport: "direct",
  encoding: "base64",
  size: 6,
  data: "SGVsbG8h",
  metadata: { checksum: "x" },
};
const envelope = {
  correlation_id: "c",
  msg_id: "m",
  timestamp: "t",
  send_to: "s",
  msg_purpose: "chat",
  sender_name: "",
  sender_id: "i",
  receiver_name: "",
  receiver_id: "",
  reply_to: "",
  reply_to_msg_id: "",
  broker_url: "nats://localhost:4222",
  metadata: { a: [1] },
  payloads: [payload, { ...payload, transport: "link", data: "http://h/f" }],
};

const VALUES: readonly unknown[] = [
  undefined,
  null,
  "",
  "text",
  "link",
  "direct",
  0,
  1.5,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  10n,
  true,
  [],
  [1],
  {},
  new Uint8Array(3),
  [payload],
  [{}],
  [null],
];

/** The value with one field made something else, left out, or added. */
function* variants(value: Record<string, unknown>): Generator<Record<string, unknown>> {
  for (const key of [...Object.keys(value), "unknown"]) {
    for (const other of VALUES) yield { ...value, [key]: other };
    const { [key]: _left, ...rest } = value;
    yield rest;
  }
}

function* all(): Generator<unknown> {
  yield envelope;
  yield* VALUES;
  yield* variants(envelope);
  for (const other of variants(payload)) yield { ...envelope, payloads: [payload, other] };
  for (const link of variants({ ...payload, transport: "link" })) {
    yield { ...envelope, payloads: [link] };
  }
}

test("what is read at a glance is what the schema reads, for every field and kind of value", () => {
  let plains = 0;
  for (const value of all()) {
    const plain = plainEnvelope(value);
    if (plain === undefined) continue;
    plains += 1;
    expect(plain).toEqual(envelopeBySchema(value));
  }
  expect(plains).toBeGreaterThan(100);
});

test("what the schema refuses is not plain", () => {
  for (const value of all()) {
    try {
      envelopeBySchema(value);
    } catch (error) {
      expect(NatsBridgeError.isInstance(error)).toBe(true);
      expect(plainEnvelope(value)).toBe(undefined);
    }
  }
});

test("it is a copy, whose payloads are copies", () => {
  const plain = plainEnvelope(envelope);
  expect(plain).toEqual(envelope);
  expect(plain).not.toBe(envelope);
  expect(plain?.payloads[0]).not.toBe(envelope.payloads[0]);
});
