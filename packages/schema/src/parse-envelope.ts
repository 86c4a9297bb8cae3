import type { EnvelopeIssue } from "./base/envelope-issue.ts";
import { NatsBridgeError } from "./base/errors.ts";
import { formatPath } from "./base/path.ts";
import { envelopeSchema, type ReadEnvelopeV1 } from "./envelope.ts";
import { describe } from "./metadata.ts";

const SHOWN = 10;

/**
 * Reads a parsed JSON value as an envelope of any dialect (`msg_envelope_v1`).
 * Payload data is not decoded.
 *
 * @throws NatsBridgeError `invalid_envelope`, whose message and `details.issues` list each fault with its path.
 */
export function parseEnvelope(value: unknown): ReadEnvelopeV1 {
  const result = envelopeSchema.safeParse(value, { error: (issue) => explain(issue) });
  if (result.success) return result.data;
  const issues = result.error.issues.map(
    ({ path, message }): EnvelopeIssue => ({ path: formatPath(path), message }),
  );
  throw new NatsBridgeError({
    code: "invalid_envelope",
    message: `Not a msg_envelope_v1: ${summarize(issues)}`,
    details: { issues },
  });
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

function summarize(issues: readonly EnvelopeIssue[]): string {
  const shown = issues
    .slice(0, SHOWN)
    .map(({ path, message }) => (path === "" ? message : `${path} ${message}`));
  if (issues.length > SHOWN) shown.push(`and ${issues.length - SHOWN} more`);
  return shown.join("; ");
}
