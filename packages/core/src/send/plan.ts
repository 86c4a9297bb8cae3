import type { PayloadTransport } from "@natsbridge/schema";
import { NatsBridgeError } from "@natsbridge/schema/base";

/** Room in bytes that a link takes in the message until its URL is known. */
export const ASSUMED_LINK_LENGTH = 2048;

/** What the planner knows of a payload; all sizes in bytes. */
export interface PlannedSize {
  /** Serialized size; undefined for a stream that is longer than the direct limit. */
  readonly bytes: number | undefined;
  /** Length of the payload's JSON in the message without its data, by transport. */
  readonly frame: Readonly<Record<PayloadTransport, number>>;
  /** Length of its link, once it is uploaded. */
  readonly link?: number | undefined;
}

/** Limits of one message, in bytes. */
export interface PlanLimits {
  readonly size_threshold: number;
  /** Largest message that the broker takes, headers included. */
  readonly max_payload: number;
  /** Length of the message without any payload: the envelope's fields and the NATS headers. */
  readonly envelope: number;
  /** The part of the NATS headers in that. Default: 0. */
  readonly headers?: number;
}

/** Where a payload goes, and why in words. */
export interface PlannedTransport {
  readonly transport: PayloadTransport;
  readonly reason: string;
}

/**
 * Decides for every payload whether it travels in the message or as a link: a pure function of sizes and limits.
 * From `size_threshold` on a payload is a link; then the largest remaining ones (of equal ones the first)
 * become links until the whole encoded message fits.
 *
 * @throws NatsBridgeError `payload_too_large` when it would not fit even with every payload linked.
 */
export function planTransports(
  payloads: readonly PlannedSize[],
  limits: PlanLimits,
): PlannedTransport[] {
  const plan = payloads.map((payload) => byThreshold(payload, limits.size_threshold));
  let message = messageSize(payloads, plan, limits.envelope);
  for (const index of largestFirst(payloads, plan)) {
    if (message <= limits.max_payload) break;
    const reason = `message of ${count(message)} bytes${share(limits)} > max_payload ${count(limits.max_payload)}`;
    plan[index] = { transport: "link", reason };
    message += sizeAs("link", payloads[index]) - sizeAs("direct", payloads[index]);
  }
  if (message > limits.max_payload) throw tooLarge(message, limits);
  return plan;
}

function byThreshold({ bytes, link }: PlannedSize, threshold: number): PlannedTransport {
  if (bytes === undefined) {
    return { transport: "link", reason: `stream longer than the direct limit` };
  }
  if (bytes >= threshold) {
    return {
      transport: "link",
      reason: `${count(bytes)} bytes >= size_threshold ${count(threshold)}`,
    };
  }
  if (link !== undefined) return { transport: "link", reason: "uploaded already" };
  return { transport: "direct", reason: directReason(bytes, threshold) };
}

/** Why a payload travels in the message. */
export function directReason(bytes: number, threshold: number): string {
  return `${count(bytes)} bytes < size_threshold ${count(threshold)}`;
}

function messageSize(
  payloads: readonly PlannedSize[],
  plan: readonly PlannedTransport[],
  envelope: number,
): number {
  const commas = Math.max(0, payloads.length - 1);
  return plan.reduce(
    (sum, { transport }, index) => sum + sizeAs(transport, payloads[index]),
    envelope + commas,
  );
}

/** Bytes that a payload takes in the message. */
function sizeAs(transport: PayloadTransport, payload: PlannedSize | undefined): number {
  if (payload === undefined) return 0;
  const { bytes = 0, frame, link = ASSUMED_LINK_LENGTH } = payload;
  return frame[transport] + (transport === "direct" ? base64Length(bytes) : link);
}

/** Positions of the direct payloads, the largest first; the sort is stable, so of equal sizes the first. */
function largestFirst(
  payloads: readonly PlannedSize[],
  plan: readonly PlannedTransport[],
): number[] {
  const bytesAt = (index: number) => payloads[index]?.bytes ?? 0;
  return [...plan.keys()]
    .filter((index) => plan[index]?.transport === "direct")
    .sort((a, b) => bytesAt(b) - bytesAt(a));
}

/** NATS counts the headers of a message as well. */
function share({ headers = 0 }: PlanLimits): string {
  return headers === 0 ? "" : ` (${count(headers)} of them headers)`;
}

function tooLarge(message: number, limits: PlanLimits): NatsBridgeError {
  return new NatsBridgeError({
    code: "payload_too_large",
    message: `The message needs ${count(message)} bytes${share(limits)} even with every payload as a link, but max_payload is ${count(limits.max_payload)}. Send fewer payloads in one message, shorten names and metadata, or raise max_payload on the server.`,
  });
}

/** Length of standard base64 with padding. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}

/** `1,048,576`, in every locale. */
function count(bytes: number): string {
  if (!Number.isFinite(bytes)) return "∞";
  let text = "";
  let rest = bytes;
  while (rest >= 1000) {
    text = `,${String(rest % 1000).padStart(3, "0")}${text}`;
    rest = Math.floor(rest / 1000);
  }
  return `${rest}${text}`;
}
