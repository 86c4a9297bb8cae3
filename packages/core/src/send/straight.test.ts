import fc from "fast-check";
import { expect, test } from "vitest";
import type { EnvelopeFields } from "../options/envelope-fields.ts";
import { noTelemetry } from "../telemetry/telemetry.ts";
import type { LateText } from "./message-parts.ts";
import { listPayloads } from "./payload-list.ts";
import { placePayloads } from "./place.ts";
import { preparePayloads } from "./prepare.ts";
import { straightMessage } from "./straight.ts";

const text = fc.string({ unit: "binary", maxLength: 40 }).filter((each) => each.isWellFormed());
const metadata = fc.dictionary(text, fc.jsonValue());
const payload = fc.oneof(
  fc.tuple(text, text, fc.constant("text")),
  fc.tuple(text, fc.jsonValue(), fc.constant("dictionary")),
  fc.tuple(text, fc.array(metadata, { maxLength: 3 }), fc.constant("jsontable")),
  fc.tuple(text, fc.uint8Array({ maxLength: 40_000 }), fc.constantFrom("image", "binary")),
);
const header = fc.record({
  correlation_id: text,
  msg_id: text,
  timestamp: fc.constant("2026-11-24T05:36:39.113Z"),
  send_to: text,
  msg_purpose: text,
  sender_name: text,
  sender_id: text,
  receiver_name: text,
  receiver_id: text,
  reply_to: text,
  reply_to_msg_id: text,
  broker_url: text,
  metadata,
});

/** Ways of both kinds, over the same payloads. */
async function both(fields: EnvelopeFields, data: readonly unknown[], max_body: number) {
  const size_threshold = 30_000;
  const options = { direct_limit: size_threshold, signal: undefined };
  const payloads = await preparePayloads(listPayloads(data, "any"), options);
  const uploads: string[] = [];
  const context = {
    fields,
    size_threshold,
    max_body,
    headers: 0,
    link_metadata: {},
    removable: false,
    signal: undefined,
    on_progress: undefined,
    telemetry: noTelemetry,
    log: () => undefined,
    fileserver: async () => ({
      name: "test",
      capabilities: {
        range: false,
        ttl: false,
        remove: false,
        streaming: false,
        crossOrigin: false,
      },
      upload: async (dataname: string) => {
        uploads.push(dataname);
        return { url: "http://files.example/x", status: 200, uploadid: "", fileid: "" };
      },
      download: async () => {
        throw new Error("never");
      },
    }),
  };
  const straight = straightMessage(payloads, context);
  const planned = await placePayloads(payloads, new Map(), context).catch(() => undefined);
  return { straight, planned, uploads };
}

test("the straight way builds what the plan builds, and leaves to it whatever needs a link", async () => {
  let straights = 0;
  await fc.assert(
    fc.asyncProperty(
      header,
      fc.array(payload, { maxLength: 5 }),
      fc.constantFrom(500, 20_000, 50_000, 1_000_000),
      async (fields, data, max_body) => {
        const { straight, planned, uploads } = await both(fields, data, max_body);
        expect(straight === undefined).toBe(planned === undefined || uploads.length > 0);
        if (straight === undefined || planned === undefined) return;
        straights += 1;
        const read = (json: LateText) => (typeof json === "string" ? json : json());
        expect(read(straight.json)).toBe(read(planned.json));
        expect(Buffer.from(straight.bytes).toString()).toBe(read(planned.json));
        expect(JSON.stringify(straight.env())).toBe(
          JSON.stringify(JSON.parse(read(straight.json))),
        );
        expect(straight.env()).toEqual(planned.env());
        expect(straight.receipts()).toEqual(planned.receipts());
      },
    ),
  );
  expect(straights).toBeGreaterThan(10);
});
