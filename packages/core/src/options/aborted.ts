import { NatsBridgeError } from "@natsbridge/schema";

/** The error of work that the caller's signal ended. */
export function abortedError(signal: AbortSignal): NatsBridgeError {
  return new NatsBridgeError({
    code: "aborted",
    message: "Aborted by the caller's signal",
    cause: signal.reason,
  });
}

/** @throws NatsBridgeError `aborted` when the caller's signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(signal);
}
