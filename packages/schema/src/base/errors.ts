import type { EnvelopeIssue } from "./envelope-issue.ts";
import { withErrorPage } from "./error-page.ts";

/** Every code an error of NATSBridge can carry. */
export const ERROR_CODES = [
  "invalid_envelope",
  "unsupported_type",
  "checksum_mismatch",
  "decode_error",
  "link_forbidden",
  "link_gone",
  "link_unreachable",
  "link_too_large",
  "link_refused",
  "invalid_payload",
  "invalid_subject",
  "payload_too_large",
  "upload_failed",
  "publish_failed",
  "connection_failed",
  "permission_denied",
  "timeout",
  "no_responders",
  "rejected",
  "invalid_config",
  "aborted",
  "unsupported",
] as const;

/** One of {@link ERROR_CODES}. */
export type NatsBridgeErrorCode = (typeof ERROR_CODES)[number];

/** Codes for which the same call may succeed later, unless the error says otherwise. */
const RETRYABLE: ReadonlySet<NatsBridgeErrorCode> = new Set([
  "link_unreachable",
  "upload_failed",
  "connection_failed",
  "timeout",
  "no_responders",
]);

/** What an error knows besides its code; each field is present only where it applies. */
export interface NatsBridgeErrorDetails {
  /** Name of the payload the error is about. */
  readonly dataname?: string;
  /** Position of that payload in the message, from 0. */
  readonly index?: number;
  /** HTTP status that a file server answered. */
  readonly status?: number;
  /** Time a server asked to wait before the next attempt, in ms (`Retry-After`). */
  readonly retry_after?: number;
  /** Whether a failed publish certainly left nothing behind (`refused`) or may have been stored (`unknown`). */
  readonly outcome?: "refused" | "unknown";
  /** Option whose limit was reached, such as `max_decoded_bytes`. */
  readonly option?: string;
  /** What the sender of a NACK gave as the reason. */
  readonly reason?: string;
  /** The NACK itself, as it was received; not enumerable. */
  readonly env?: object;
  /** Faults of an envelope that cannot be read, ten at most. */
  readonly issues?: readonly EnvelopeIssue[];
}

/** Arguments of {@link NatsBridgeError}. */
export interface NatsBridgeErrorInit {
  readonly code: NatsBridgeErrorCode;
  /** What happened, where, and how to mend it. The error has it on one line, escaped, cut to 2,000 characters. */
  readonly message: string;
  /** Default: by code. */
  readonly isRetryable?: boolean | undefined;
  readonly cause?: unknown;
  readonly details?: NatsBridgeErrorDetails;
}

const MARKER = Symbol.for("natsbridge.error");

/** The one error class of NATSBridge. Tell errors apart by `code`; check the class with {@link NatsBridgeError.isInstance}. */
export class NatsBridgeError extends Error {
  override readonly name = "NatsBridgeError";
  readonly code: NatsBridgeErrorCode;
  /** Whether the same call may succeed later without a change. */
  readonly isRetryable: boolean;
  readonly details: NatsBridgeErrorDetails;

  constructor(init: NatsBridgeErrorInit) {
    super(
      withErrorPage(init.message, init.code),
      init.cause === undefined ? undefined : { cause: init.cause },
    );
    this.code = init.code;
    this.isRetryable = init.isRetryable ?? RETRYABLE.has(init.code);
    this.details = init.details ?? {};
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Like `instanceof`, and true as well for an error from another copy of this package. */
  static isInstance(error: unknown): error is NatsBridgeError {
    return error instanceof Error && MARKER in error && error[MARKER] === true;
  }
}
