import { headersSize } from "./headers.ts";

/** The protocol's own words around a message, in bytes at most. */
const PROTOCOL_BYTES = 40;

/** What a subscriber has to read for a message, in bytes. */
export function wireSize(
  subject: string,
  payload: Uint8Array,
  headers: Readonly<Record<string, string>>,
): number {
  return payload.length + headersSize(headers) + subject.length + PROTOCOL_BYTES;
}
