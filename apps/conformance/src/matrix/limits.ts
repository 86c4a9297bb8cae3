import type { Size } from "../cases/dimensions.ts";

/** Whose limit `under` and `over` are about. */
export type Limit = "broker" | "device";

/** Whether a size depends on whose limit it is. */
export function isAtLimit(size: Size): boolean {
  return size === "under" || size === "over";
}

export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

/** Bytes of an envelope besides the base64 of its one payload and the digits of that one's size. */
export function envelopeOverhead(messageBytes: number, payloadBytes: number): number {
  return messageBytes - base64Length(payloadBytes) - digits(payloadBytes);
}

/** The biggest payload whose message still fits. */
export function biggestDirect(maxPayload: number, overhead: number): number {
  const fits = (bytes: number) => overhead + base64Length(bytes) + digits(bytes) <= maxPayload;
  let bytes = Math.floor((maxPayload - overhead) / 4) * 3;
  while (bytes > 0 && !fits(bytes)) bytes -= 1;
  return bytes;
}

function digits(value: number): number {
  return String(value).length;
}
