import { NatsBridgeError } from "../errors.ts";

/** The error of work that the caller's signal ended; `what` is that work, such as `the upload`. The reason is the `cause`. */
export function abortedError(what: string, signal: AbortSignal | undefined): NatsBridgeError {
  return new NatsBridgeError({
    code: "aborted",
    message: `${what} was aborted by its caller`,
    cause: signal?.reason,
  });
}

/** @throws NatsBridgeError `aborted` when the caller's signal has fired. */
export function throwIfAborted(what: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(what, signal);
}
