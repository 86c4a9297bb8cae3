import { base64Decode, base64Encode } from "@natsbridge/codecs";
import { NatsBridgeError, type ReadEnvelopeV1 } from "@natsbridge/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseCut } from "./parse-cut.ts";
import { parseMessage } from "./parse-message.ts";

const bytes = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 7919) & 255);
const long = base64Encode(bytes(6_000));

const data = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.integer({ min: 0, max: 9_000 }).map((length) => base64Encode(bytes(length))),
  },
  fc.constantFrom(
    long.slice(0, -1),
    `${long.slice(0, 4_000)}\n${long.slice(4_000)}`,
    `${long.slice(0, 4_000)}"${long.slice(4_000)}`,
    `${long.slice(0, 4_000)}é${long.slice(4_000)}`,
    long.replaceAll("+", "-").replaceAll("/", "_"),
    `http://files.example/${"x".repeat(3_000)}`,
    "z".repeat(2_001),
  ),
  fc.jsonValue(),
);
const payload = fc.record(
  {
    id: fc.string(),
    dataname: fc.oneof(fc.string(), fc.constant(`"data":"${long}"`)),
    payload_type: fc.constantFrom("text", "binary", "dictionary"),
    transport: fc.constantFrom("direct", "direct", "direct", "link", "other"),
    encoding: fc.constantFrom("base64", "base64", "base64", "none", "json", ""),
    size: fc.nat(),
    data,
    metadata: fc.oneof(fc.constant({}), fc.record({ data, n: fc.constant(12345678901234567n) })),
  },
  { requiredKeys: ["payload_type", "transport"] },
);
const envelope = fc.record(
  {
    correlation_id: fc.constant("c"),
    msg_id: fc.constant("m"),
    metadata: fc.oneof(
      fc.constant({}),
      fc.record({ data, payloads: fc.array(fc.record({ data })) }),
    ),
    payloads: fc.array(payload, { maxLength: 4 }),
    data,
  },
  { requiredKeys: ["correlation_id", "msg_id", "payloads"] },
);

/** As several writers would write it. */
function write(value: unknown, space: boolean): string {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const [comma, colon] = space ? [", ", ": "] : [",", ":"];
  if (Array.isArray(value)) return `[${value.map((each) => write(each, space)).join(comma)}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}${colon}${write(member, space)}`,
  );
  return `{${members.join(comma)}}`;
}

type Outcome = { readonly env: ReadEnvelopeV1 } | { readonly error: string };

async function outcome(message: Uint8Array | string): Promise<Outcome> {
  try {
    const env = await parseMessage(message, { unsafe_integers: "bigint" });
    return { env: { ...env, payloads: env.payloads.map(withBytes) } };
  } catch (error) {
    if (!NatsBridgeError.isInstance(error)) throw error;
    return { error: error.message };
  }
}

/** What was cut out is bytes already; all else is left as it is, and compared so. */
function withBytes(one: ReadEnvelopeV1["payloads"][number]) {
  if (one.data instanceof Uint8Array) return { ...one, data: [...one.data] };
  const isCut =
    typeof one.data === "string" &&
    one.data.length >= 1_024 &&
    one.transport === "direct" &&
    one.encoding === "base64" &&
    /^[\w+/-]*={0,2}$/.test(one.data) &&
    one.data.replace(/=+$/, "").length % 4 !== 1;
  return isCut ? { ...one, data: [...base64Decode(String(one.data))] } : one;
}

test("what is cut out and the rest make the same as the whole, for every form", () => {
  const marks = fc.constantFrom("", "\uFEFF");
  return fc.assert(
    fc.asyncProperty(envelope, fc.boolean(), marks, async (value, space, mark) => {
      const text = mark + write(value, space);
      expect(await outcome(new TextEncoder().encode(text))).toEqual(await outcome(text));
    }),
    { numRuns: 300 },
  );
});

test("a message of our own form is cut, those of other peers with a space after the colon too", () => {
  for (const space of [false, true]) {
    const own = { payload_type: "binary", transport: "direct", encoding: "base64", data: long };
    const value = {
      correlation_id: "c",
      msg_id: "m",
      payloads: [own, { ...own, data: "AQ==" }, own],
    };
    let left = "";
    const parsed = parseCut(new TextEncoder().encode(write(value, space)), (text) => {
      left = text;
      return JSON.parse(text);
    });
    expect(left.length).toBeLessThan(700);
    expect(parsed).toMatchObject({
      payloads: [{ data: bytes(6_000) }, { data: "AQ==" }, { data: bytes(6_000) }],
    });
  }
});

describe("left to the plain parser:", () => {
  const own = { payload_type: "binary", transport: "direct", encoding: "base64", data: long };
  const json = (payloads: string, more = "") =>
    `{"correlation_id":"c","msg_id":"m"${more},"payloads":[${payloads}]}`;
  test.each([
    ["the same key twice", json(`{"data":"${long}",${JSON.stringify(own).slice(1)}`)],
    ["a key data elsewhere", json(JSON.stringify(own), `,"metadata":{"data":"${long}"}`)],
    ["another encoding", json(JSON.stringify({ ...own, encoding: "none" }))],
    ["a link", json(JSON.stringify({ ...own, transport: "link" }))],
    ["a text that ends nowhere", json(JSON.stringify(own)).slice(0, 4_000)],
    ["escapes", json(JSON.stringify(own).replace(long, `\\u0041${long.slice(1)}`))],
  ])("%s", async (_name, text) => {
    const message = new TextEncoder().encode(text);
    let parsed: unknown;
    try {
      parsed = parseCut(message, JSON.parse);
    } catch {
      // It is no JSON; the plain parser says why.
    }
    expect(parsed).toBe(undefined);
    expect(await outcome(message)).toEqual(await outcome(text));
  });
});
