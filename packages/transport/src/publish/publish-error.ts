import { messageOf, NatsBridgeError, type NatsBridgeErrorDetails } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { natsFault } from "../connection/nats-fault.ts";

/** Whether the message certainly went nowhere, or may have. */
export type Outcome = NonNullable<NatsBridgeErrorDetails["outcome"]>;

const SAID: Readonly<Record<Outcome, string>> = {
  refused: "nothing was sent",
  unknown: "whether it arrived is unknown",
};

/** The error of a publish: `why` completes "Publishing to ... failed". */
export function publishError(
  subject: string,
  why: string,
  outcome: Outcome,
  cause?: unknown,
): NatsBridgeError {
  return new NatsBridgeError({
    code: "publish_failed",
    message: `Publishing to "${subject}" failed: ${why}; ${SAID[outcome]}`,
    details: { outcome },
    cause,
  });
}

/** The error of a publish that the server's permissions do not allow. */
export function publishPermissionError(subject: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "permission_denied",
    message: `The server does not allow this user to publish to "${subject}". Ask for the publish permission on it, or use other credentials`,
    details: { outcome: "refused" },
    cause,
  });
}

/** The error of a publish whose answer this user may not read: the message itself went out. */
export function inboxPermissionError(subject: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "permission_denied",
    message: `The server does not allow this user to subscribe to its inbox, so it cannot read the answer to a message on "${subject}"; ${SAID.unknown}. Ask for the subscribe permission on "_INBOX.>", or set inboxPrefix in connection_options to one that is allowed`,
    details: { outcome: "unknown" },
    cause,
  });
}

/** The error of a publish that was interrupted by its time-out or signal. */
export function publishInterrupted(
  subject: string,
  why: "timeout" | "aborted",
  outcome: Outcome,
  limits: { readonly timeout: number; readonly signal?: AbortSignal | undefined },
): NatsBridgeError {
  const cause: unknown = why === "aborted" ? limits.signal?.reason : undefined;
  const what = why === "aborted" ? "was aborted" : `got no answer within ${limits.timeout} ms`;
  const wayOut =
    why === "aborted" ? "" : ". Give it more time (timeout), or see why nobody answers in this one";
  const message = `Publishing to "${subject}" ${what}; ${SAID[outcome]}${wayOut}`;
  return new NatsBridgeError({ code: why, message, details: { outcome }, cause });
}

/** The error of a publish for which there was no server; safe to send again. */
export function notConnectedError(
  connection: NatsConnection,
  subject: string,
  timeout: number,
): NatsBridgeError {
  const isClosed = connection.isClosed();
  const why = isClosed ? "the connection is closed" : `there was no server within ${timeout} ms`;
  return new NatsBridgeError({
    code: "publish_failed",
    message: `Publishing to "${subject}" failed: ${why}; ${SAID.refused}`,
    isRetryable: !isClosed,
    details: { outcome: "refused" },
  });
}

/** Words for what a client threw. */
export function describeNatsFault(error: unknown): string {
  const fault = natsFault(error);
  if (fault === "closed") return "the connection is closed";
  if (fault === "draining") return "the connection is draining";
  if (fault === "disconnected") return "the connection broke";
  return messageOf(error);
}
