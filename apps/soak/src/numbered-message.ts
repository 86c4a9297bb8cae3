import type { ReceivedEnvelope, SendPayload } from "@natsbridge/core";

/** A payload of this size becomes a link, with {@link SIZE_THRESHOLD}. */
const BLOB_BYTES = 30_000;

/** `size_threshold` of the soak, in bytes: small, so that links are cheap. */
export const SIZE_THRESHOLD = 20_000;

/** A message that can be told from all others by its content; every twentieth has a linked payload. */
export function numberedMessage(n: number): SendPayload[] {
  const number: SendPayload = ["n", { n }, "dictionary"];
  return isLinked(n) ? [number, ["blob", blob(n), "binary"]] : [number];
}

/** 5 %. */
export function isLinked(n: number): boolean {
  return n % 20 === 0;
}

/** The number of a received message. @throws Error where the content is not what was sent. */
export function numberOf({ payloads }: ReceivedEnvelope): number {
  const [first, second] = payloads;
  const { n = -1 } = (first?.[1] ?? {}) as { n?: number };
  if (!isLinked(n)) return n;
  const expected = blob(n);
  const received = second?.[1];
  const isSame =
    received instanceof Uint8Array &&
    received.length === expected.length &&
    received.every((byte, index) => byte === expected[index]);
  if (!isSame) throw new Error(`Message ${n} came back changed`);
  return n;
}

function blob(n: number): Uint8Array {
  return Uint8Array.from({ length: BLOB_BYTES }, (_byte, index) => (n + index * 7) % 251);
}
