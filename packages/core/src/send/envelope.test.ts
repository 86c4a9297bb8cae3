import { base64Encode } from "@natsbridge/codecs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { buildEnvelope } from "./envelope.ts";

const text = fc.string({ unit: "binary", maxLength: 20 });
const metadata = fc
  .dictionary(text, fc.jsonValue(), { maxKeys: 3 })
  .filter((each) => JSON.stringify(each).isWellFormed());
const payload = fc.record({
  id: fc.uuid({ version: 4 }),
  dataname: text,
  payload_type: fc.constantFrom("text", "binary"),
  size: fc.nat(),
  metadata: metadata.map((each) => ({ ...each, checksum: "ab" })),
});
const content = fc.oneof(
  fc.record({ fields: payload, bytes: fc.uint8Array({ maxLength: 20_000 }) }),
  fc.record({ fields: payload, url: fc.webUrl() }),
);

test("what is joined is what JSON.stringify writes of the same envelope", () => {
  fc.assert(
    fc.property(metadata, text, fc.array(content, { maxLength: 4 }), (header, send_to, list) => {
      const fields = {
        correlation_id: "c",
        msg_id: "m",
        timestamp: "2026-11-24T05:36:39.113Z",
        send_to,
        msg_purpose: "chat",
        sender_name: "",
        sender_id: "",
        receiver_name: "",
        receiver_id: "",
        reply_to: "",
        reply_to_msg_id: "",
        broker_url: "",
        metadata: header,
      };
      const contents = list.map(({ fields: each, ...data }) => ({ ...each, ...data }));
      const built = buildEnvelope(fields, contents);
      const { json, bytes } = built;
      const env = built.env();
      const written = typeof json === "string" ? json : json();
      expect(written).toBe(JSON.stringify(env));
      expect(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)).toBe(written);
      for (const [at, each] of list.entries()) {
        const data = "url" in each ? each.url : base64Encode(each.bytes);
        expect(env.payloads[at]?.data).toBe(data);
      }
    }),
  );
});
