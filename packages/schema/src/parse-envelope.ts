import { MAX_PAYLOADS } from "./base/constants.ts";
import type { EnvelopeIssue } from "./base/envelope-issue.ts";
import { NatsBridgeError } from "./base/errors.ts";
import { formatPath } from "./base/text/path.ts";
import { type ReadEnvelopeV1, readEnvelopeSchema } from "./envelope.ts";
import { describe } from "./metadata.ts";
import { payloadSchema, type ReadPayloadV1 } from "./payload.ts";
import { plainEnvelope } from "./plain-envelope.ts";

/** Faults that are looked for: more say nothing new, and a hostile message may have millions. */
const MOST_ISSUES = 10;

/**
 * Reads a parsed JSON value as an envelope of any dialect (`msg_envelope_v1`).
 * Payload data is not decoded.
 *
 * @throws NatsBridgeError `invalid_envelope`, whose message and `details.issues` list each fault with its path, ten at
 * most; also for more than 10,000 payloads, before any is looked at.
 */
export function parseEnvelope(value: unknown): ReadEnvelopeV1 {
  assertPayloadCount(value);
  return plainEnvelope(value) ?? envelopeBySchema(value);
}

/** Reads any dialect, and finds every fault. */
export function envelopeBySchema(value: unknown): ReadEnvelopeV1 {
  const header = readEnvelopeSchema.safeParse(value, { error: explain });
  const issues = header.success ? [] : issuesOf(header.error.issues);
  const payloads: ReadPayloadV1[] = [];
  for (const [index, each] of listOf(value).entries()) {
    if (issues.length >= MOST_ISSUES) break;
    const payload = payloadSchema.safeParse(each, { error: explain });
    if (payload.success) payloads.push(payload.data);
    else issues.push(...issuesOf(payload.error.issues, ["payloads", index]));
  }
  if (header.success && issues.length === 0) return { ...header.data, payloads };
  const shown = issues.slice(0, MOST_ISSUES);
  throw new NatsBridgeError({
    code: "invalid_envelope",
    message: `Not a msg_envelope_v1: ${shown.map(({ path, message }) => (path === "" ? message : `${path} ${message}`)).join("; ")}`,
    details: { issues: shown },
  });
}

function assertPayloadCount(value: unknown): void {
  const { length } = listOf(value);
  if (length <= MAX_PAYLOADS) return;
  const message = `has ${length} entries, at most ${MAX_PAYLOADS} are read`;
  throw new NatsBridgeError({
    code: "invalid_envelope",
    message: `Not a msg_envelope_v1: payloads ${message}`,
    details: { issues: [{ path: "payloads", message }] },
  });
}

/** The payloads as they came; none where there is no list of them. */
function listOf(value: unknown): readonly unknown[] {
  const isObject = typeof value === "object" && value !== null && "payloads" in value;
  return isObject && Array.isArray(value.payloads) ? value.payloads : [];
}

function issuesOf(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  at: readonly PropertyKey[] = [],
): EnvelopeIssue[] {
  return issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => ({ path: formatPath([...at, ...path]), message }));
}

interface RawIssue {
  readonly code?: string | undefined;
  readonly expected?: unknown;
  readonly values?: unknown;
  readonly input?: unknown;
  readonly message?: string | undefined;
}

function explain({ code, expected, values, input, message }: RawIssue): string | undefined {
  if (input === undefined) return "is missing";
  if (code === "invalid_type") return `expected ${String(expected)}, got ${describe(input)}`;
  if (code === "invalid_value" && Array.isArray(values)) {
    return `expected ${values.map((each) => JSON.stringify(each)).join(" or ")}, got ${shorten(input)}`;
  }
  if (code === "too_small") return "is empty";
  return message;
}

function shorten(input: unknown): string {
  return typeof input === "string" ? JSON.stringify(input.slice(0, 40)) : describe(input);
}
