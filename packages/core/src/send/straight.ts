import { buildEnvelope } from "./envelope.ts";
import type { PlaceContext, PlacedMessage } from "./place.ts";
import { base64Length, directReason } from "./plan.ts";
import type { BytesPayload, PreparedPayload } from "./prepare.ts";
import type { PayloadReceipt } from "./receipt.ts";

/**
 * The message of payloads that are all small: built at once, since there is nothing to plan. Undefined where one of
 * them may have to be a link. `placePayloads` would build the same.
 */
export function straightMessage(
  payloads: readonly PreparedPayload[],
  {
    fields,
    size_threshold,
    max_body,
  }: Pick<PlaceContext, "fields" | "size_threshold" | "max_body">,
): PlacedMessage | undefined {
  let room = max_body;
  const small: BytesPayload[] = [];
  for (const payload of payloads) {
    if (payload.kind !== "bytes") return undefined;
    const bytes = payload.bytes.byteLength;
    room -= base64Length(bytes);
    if (bytes >= size_threshold || room < 0) return undefined;
    small.push(payload);
  }
  const contents = small.map(({ id, dataname, payload_type, bytes, checksum }) => {
    const size = bytes.byteLength;
    return { id, dataname, payload_type, size, metadata: { checksum }, bytes };
  });
  const built = buildEnvelope(fields, contents);
  const receipts = () =>
    small.map(({ dataname, bytes: { byteLength: bytes } }): PayloadReceipt => {
      return { dataname, transport: "direct", reason: directReason(bytes, size_threshold), bytes };
    });
  return built.bytes.byteLength <= max_body ? { ...built, receipts } : undefined;
}
