import type { RandomNumber } from "testkit";

/** What a field may be replaced by. */
const HOSTILE: readonly unknown[] = [
  null,
  "",
  0,
  -1,
  1e308,
  2 ** 53,
  true,
  [],
  {},
  [[[]]],
  "\u0000",
  "\ud800",
  "__proto__",
  "constructor",
  "a".repeat(5_000),
  "http://169.254.169.254/latest/meta-data",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "direct",
  "link",
  "base64",
  "json",
  "arrow-ipc",
  "none",
  "text",
  "dictionary",
  "jsontable",
  "arrowtable",
  "table",
  "image",
];

/** Text that `JSON.stringify` would not write. */
const RAW: readonly string[] = [
  `{"__proto__":{"polluted":1}}`,
  `{"constructor":{"prototype":{"polluted":1}}}`,
  "NaN",
  "-Infinity",
  "123456789012345678901234567890",
  "1e999999",
  `${"[".repeat(3_000)}${"]".repeat(3_000)}`,
  `{"payloads":[],"payloads":[]}`,
];

/** A server takes no larger message. */
const MOST_BYTES = 1_000_000;

type Mutation = (body: Buffer, next: RandomNumber) => Buffer;

const flipBytes: Mutation = (body, next) => {
  const copy = Buffer.from(body);
  for (let left = next(4); left >= 0; left--) copy[next(Math.max(1, copy.length))] = next(256);
  return copy;
};

const cut: Mutation = (body, next) => body.subarray(0, next(body.length + 1));

const repeat: Mutation = (body, next) => {
  const at = next(body.length + 1);
  const piece = body.subarray(at, at + next(200));
  return Buffer.concat([body.subarray(0, at), piece, body.subarray(at)]);
};

const changeField: Mutation = (body, next) =>
  withChange(body, (value) => {
    const [holder, key] = somewhere(value, next);
    if (next(4) === 0) Reflect.deleteProperty(holder, key);
    else Reflect.set(holder, key, HOSTILE[next(HOSTILE.length)]);
  });

/** Values that are right for another field: types, encodings, data and sizes of other payloads. */
const swapFields: Mutation = (body, next) =>
  withChange(body, (value) => {
    const [first, firstKey] = somewhere(value, next);
    const [second, secondKey] = somewhere(value, next);
    const kept: unknown = Reflect.get(first, firstKey);
    Reflect.set(first, firstKey, Reflect.get(second, secondKey));
    Reflect.set(second, secondKey, kept);
  });

/** Damages what is inside the base64, and keeps the rest of the message whole. */
const damageData: Mutation = (body, next) =>
  withChange(body, (value) => {
    const { payloads } = value as { payloads?: { data?: unknown; size?: number }[] };
    const payload = payloads?.[next(payloads.length)];
    if (typeof payload?.data !== "string") return;
    const bytes = Buffer.from(payload.data, "base64");
    payload.data = [flipBytes, cut, repeat][next(3)]?.(bytes, next).toString("base64");
  });

const multiplyPayloads: Mutation = (body, next) =>
  withChange(body, (value) => {
    const message = value as { payloads?: unknown[] };
    if (!Array.isArray(message.payloads)) return;
    message.payloads = Array.from({ length: next(20) }).flatMap(() => message.payloads ?? []);
  });

/** Puts raw text in the place of a value. */
const insertRaw: Mutation = (body, next) => {
  const text = body.toString();
  const places = [...text.matchAll(/:("[^"]{0,40}"|\d+|null|\{\}|\[\])/g)];
  const place = places[next(Math.max(1, places.length))];
  if (!place) return body;
  const raw = RAW[next(RAW.length)] ?? "null";
  const after = place.index + place[0].length;
  return Buffer.from(`${text.slice(0, place.index)}:${raw}${text.slice(after)}`);
};

const MUTATIONS: readonly Mutation[] = [
  flipBytes,
  cut,
  repeat,
  changeField,
  changeField,
  swapFields,
  damageData,
  multiplyPayloads,
  insertRaw,
];

/** Changes a message as an attacker, a bug or a bad line would: bytes, fields, payloads, or several of these. */
export function mutateMessage(body: Buffer, next: RandomNumber): Buffer {
  let mutated = body;
  for (let left = next(3); left >= 0; left--) {
    const changed = MUTATIONS[next(MUTATIONS.length)]?.(mutated, next) ?? mutated;
    if (changed.length <= MOST_BYTES) mutated = changed;
  }
  return mutated;
}

function withChange(body: Buffer, change: (value: object) => void): Buffer {
  try {
    const value: unknown = JSON.parse(body.toString());
    if (typeof value !== "object" || value === null) return body;
    change(value);
    return Buffer.from(JSON.stringify(value));
  } catch {
    return body;
  }
}

/** A random property, at any depth. */
function somewhere(value: object, next: RandomNumber): [holder: object, key: string] {
  const keys = Object.keys(value);
  const key = keys[next(Math.max(1, keys.length))] ?? "x";
  const inner: unknown = Reflect.get(value, key);
  const goesDeeper = typeof inner === "object" && inner !== null && next(3) > 0;
  return goesDeeper ? somewhere(inner, next) : [value, key];
}
