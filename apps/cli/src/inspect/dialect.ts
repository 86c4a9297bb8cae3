import type { Deviation, ReadEnvelopeV1 } from "@natsbridge/schema";

/** Who writes so, as far as a message tells. */
export type Dialect = "v1" | "python" | "julia" | "micropython" | "unknown";

/** What each is called. */
export const DIALECT_NAMES: Readonly<Record<Dialect, string>> = {
  v1: "as the contract is written",
  python: "that of older Python peers",
  julia: "that of older Julia peers",
  micropython: "that of MicroPython peers",
  unknown: "not one of the known ones",
};

/** Tells a dialect by its marks: ids without dashes, whole seconds, encodings, the order of fields. */
export function dialectOf(envelope: ReadEnvelopeV1, found: readonly Deviation[]): Dialect {
  if (found.length === 0) return "v1";
  const { msg_id, timestamp, payloads } = envelope;
  const isWholeSeconds = /:\d\dZ$/.test(timestamp);
  if (/^[0-9a-f]{32}$/.test(msg_id)) return "python";
  if (found.some(({ path }) => path === "") && isWholeSeconds) return "micropython";
  const encodings = new Set(payloads.map(({ encoding }) => encoding));
  const isJulia = encodings.has("json") || encodings.has("arrow-ipc");
  return isJulia || (isWholeSeconds && payloads.length > 0) ? "julia" : "unknown";
}
