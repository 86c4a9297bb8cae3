import { NatsBridgeError } from "@natsbridge/schema";
import { loadVectors, type RandomNumber, randomNumbers } from "testkit";
import { expect, test } from "vitest";
import { smartreceive } from "./smartreceive.ts";

const ROUNDS = 20_000;
/** Values that fields of messages are replaced by. */
const HOSTILE: unknown[] = [
  null,
  "",
  0,
  -1,
  1e308,
  true,
  [],
  {},
  "\u0000",
  "__proto__",
  "a".repeat(5000),
  [[[]]],
  { ["__proto__"]: null },
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  "http://169.254.169.254/",
  "direct",
  "link",
  "base64",
  "json",
  2 ** 53,
];

/** Changes one message: a byte, a cut, or a field of its JSON. */
function mutate(body: Buffer, next: RandomNumber): Buffer {
  const kind = next(4);
  if (kind === 0) {
    const copy = Buffer.from(body);
    for (let at = next(4); at >= 0; at--) copy[next(Math.max(1, copy.length))] = next(256);
    return copy;
  }
  if (kind === 1) return body.subarray(0, next(body.length + 1));
  try {
    const value: unknown = JSON.parse(body.toString());
    replaceSomewhere(value, next);
    return Buffer.from(JSON.stringify(value));
  } catch {
    return body;
  }
}

function replaceSomewhere(value: unknown, next: RandomNumber): void {
  if (typeof value !== "object" || value === null) return;
  const keys = Object.keys(value);
  const key = keys[next(Math.max(1, keys.length))];
  if (key === undefined) return;
  const inner: unknown = Reflect.get(value, key);
  if (next(3) > 0 && typeof inner === "object" && inner !== null) replaceSomewhere(inner, next);
  else if (next(4) === 0) Reflect.deleteProperty(value, key);
  else Reflect.set(value, key, HOSTILE[next(HOSTILE.length)]);
}

test(`${ROUNDS} mutated messages: a value or a typed error, and no prototype is touched`, async () => {
  const bodies = loadVectors().map(({ envelope_base64 }) => Buffer.from(envelope_base64, "base64"));
  const next = randomNumbers(1);
  const outcomes = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const body = mutate(bodies[next(bodies.length)] ?? Buffer.of(), next);
    let outcome = "value";
    try {
      await smartreceive(body, { fileserver_download_handler: async () => Buffer.from("hello") });
    } catch (error) {
      if (!NatsBridgeError.isInstance(error)) {
        throw new Error(`round ${round}: ${body.toString("base64")}`, { cause: error });
      }
      outcome = error.code;
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  expect([...outcomes.keys()].sort()).toEqual([
    "checksum_mismatch",
    "decode_error",
    "invalid_envelope",
    "unsupported_type",
    "value",
  ]);
}, 120_000);
