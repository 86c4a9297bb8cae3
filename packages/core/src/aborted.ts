import { NatsBridgeError } from "@natsbridge/schema";

/** @throws NatsBridgeError `aborted` when the caller's signal has fired. */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return;
  throw new NatsBridgeError({
    code: "aborted",
    message: "Aborted by the caller's signal",
    cause: signal.reason,
  });
}
