import { createHash } from "node:crypto";
import { base64Decode } from "@natsbridge/codecs";
import type { Vector, VectorExpectation } from "testkit";

/** What a vector's message says of a payload, as far as it can be read at all. */
export interface WrittenPayload {
  readonly type: string;
  readonly transport: string;
  readonly data: unknown;
}

/** The payloads of a vector's message; none where it is no message. */
export function vectorPayloads({ envelope_base64 }: Vector): WrittenPayload[] {
  const body = new TextDecoder().decode(base64Decode(envelope_base64));
  let envelope: unknown;
  try {
    envelope = JSON.parse(body);
  } catch {
    return [];
  }
  const { payloads } = Object(envelope);
  if (!Array.isArray(payloads)) return [];
  return payloads.map((payload) => {
    const { payload_type, transport, data } = Object(payload);
    return { type: asArrow(String(payload_type), data), transport: String(transport), data };
  });
}

/** What a peer without Arrow must make of a vector: it hands the bytes of tables over as they came. */
export function handedOver(expectation: VectorExpectation, vector: Vector): VectorExpectation {
  if (expectation.payloads === undefined) return expectation;
  const written = vectorPayloads(vector);
  const payloads = expectation.payloads.map((payload, index) => {
    if (payload.type !== "arrowtable") return payload;
    const { dataname, type } = payload;
    const { data } = written[index] ?? {};
    const text = vector.files?.[String(data)] ?? String(data);
    const bytes = base64Decode(text);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return { dataname, type, len: bytes.length, sha256, ipc: true };
  });
  return { ...expectation, payloads };
}

/** `table` of older peers is Arrow where its bytes begin so: `ARROW1` or the continuation marker. */
function asArrow(type: string, data: unknown): string {
  const isArrow = typeof data === "string" && /^(QVJST1cx|\/{5})/.test(data);
  return type === "table" && isArrow ? "arrowtable" : type;
}
