import { NatsBridgeError } from "../errors.ts";

/**
 * The error of work that the caller's signal ended; `what` is that work, such as `the upload`. The reason is the `cause`.
 * `refused` where it is known that nothing was published.
 */
export function abortedError(
  what: string,
  signal: AbortSignal | undefined,
  outcome?: "refused",
): NatsBridgeError {
  return new NatsBridgeError({
    code: "aborted",
    message: `${what} was aborted by its caller${outcome ? "; nothing was sent" : ""}`,
    details: outcome ? { outcome } : {},
    cause: signal?.reason,
  });
}

/** @throws NatsBridgeError `aborted` when the caller's signal has fired. */
export function throwIfAborted(what: string, signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortedError(what, signal);
}
