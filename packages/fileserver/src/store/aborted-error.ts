import { NatsBridgeError } from "@natsbridge/schema";

/** The error of a transfer that its caller's signal ended; the signal's reason is the `cause`. */
export function abortedError(what: string, signal: AbortSignal): NatsBridgeError {
  return new NatsBridgeError({
    code: "aborted",
    message: `${what} was aborted by its caller`,
    cause: signal.reason,
  });
}
