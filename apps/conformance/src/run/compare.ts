import type { CanonicalPayload } from "../canonical/canonical-payload.ts";
import type { Case, Result } from "../cases/case.ts";
import { difference } from "./difference.ts";
import type { Answer, PeerClient } from "./peer-client.ts";

/** Passed where both are equal; else failed, with what differs. */
export function compare(one: Case, expected: unknown, got: unknown, message?: string): Result {
  const differences = difference(plain(expected), plain(got));
  const told = { expected, ...(message !== undefined && { message }) };
  if (differences.length === 0) return { ...one, status: "passed", ...told };
  return { ...one, status: "failed", note: differences.join("; "), got, ...told };
}

/** Passed where nothing was found wanting; else failed, with what was. */
export function judgeFaults(one: Case, faults: readonly string[], message: string): Result {
  const told = { ...one, expected: "no faults", message };
  if (faults.length === 0) return { ...told, status: "passed" };
  return { ...told, status: "failed", note: faults.join("; "), got: faults };
}

/** As {@link compare}; an error where values were expected is told as what it is. */
export function compareAnswer(
  one: Case,
  expected: unknown,
  answer: Answer | undefined,
  message: string,
): Result {
  const compared = compare(one, expected, comparable(answer), message);
  if (answer?.ok === true || compared.status === "passed") return compared;
  return { ...compared, note: `${answer?.error ?? "no answer"}: ${answer?.message ?? ""}` };
}

/** What a receiver must answer to a message that was sent with this envelope. */
export function expectedAnswer(
  sent: Answer,
  payloads: readonly CanonicalPayload[],
  receiver: PeerClient,
): { envelope: unknown; payloads: unknown } {
  const { payloads: written, ...envelope } = sent.env ?? {};
  return { envelope, payloads: asReceived(payloads, written, receiver) };
}

/** What of an answer is compared: the envelope and the payloads, or the error. */
export function comparable(answer: Answer | undefined): unknown {
  if (answer?.ok === true) return { envelope: answer.envelope, payloads: answer.payloads };
  return answer ?? "no answer";
}

/** A peer without Arrow hands the bytes of a table over; they must be those that were sent. */
function asReceived(
  payloads: readonly CanonicalPayload[],
  written: unknown,
  { declaration }: PeerClient,
): readonly CanonicalPayload[] {
  if (declaration.arrow !== "ipc") return payloads;
  const sent = Array.isArray(written) ? written : [];
  return payloads.map((payload, index) => {
    const { dataname, type } = payload;
    if (type !== "arrowtable") return payload;
    const { size: len, metadata } = sent[index] ?? {};
    return { dataname, type, len, sha256: metadata?.checksum, ipc: true };
  });
}

/** As it would come over a connection: without undefined members. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
