import { isDeepStrictEqual } from "node:util";

/** The fields of an envelope, in the order in which they are written. */
export const ENVELOPE_FIELDS = [
  "correlation_id",
  "msg_id",
  "timestamp",
  "send_to",
  "msg_purpose",
  "sender_name",
  "sender_id",
  "receiver_name",
  "receiver_id",
  "reply_to",
  "reply_to_msg_id",
  "broker_url",
  "metadata",
  "payloads",
] as const;

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export function timestampFaults(timestamp: unknown): string[] {
  if (typeof timestamp === "string" && TIMESTAMP.test(timestamp)) return [];
  return [`timestamp: expected UTC with milliseconds, got ${JSON.stringify(timestamp)}`];
}

/** Faults of an envelope besides its payloads: fields, order, and that it is what the sender says it wrote. */
export function envelopeFaults(
  envelope: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, unknown>>,
): string[] {
  const faults: string[] = [];
  const order = Object.keys(envelope);
  if (!isDeepStrictEqual(order, [...ENVELOPE_FIELDS])) {
    faults.push(`expected the fields ${ENVELOPE_FIELDS.join(", ")}; got ${order.join(", ")}`);
  }
  faults.push(...timestampFaults(envelope.timestamp));
  for (const field of ENVELOPE_FIELDS) {
    if (field !== "payloads" && !isDeepStrictEqual(envelope[field], env[field])) {
      faults.push(
        `${field}: the sender says ${JSON.stringify(env[field])}, the message ${JSON.stringify(envelope[field])}`,
      );
    }
  }
  return faults;
}
