import { abortedError, NatsBridgeError, OVER } from "@natsbridge/schema/base";

/** The signal of one request: ended by the caller's signal, by a time-out, or by whoever holds it. */
export interface TransferControl {
  readonly signal: AbortSignal;
  /** Ends the request, with an error or in peace. */
  end(error?: unknown): void;
  /** Stops the time-out. */
  clearTimeout(): void;
  /** Removes timer and listener. Call it when the request is over, however it ended. */
  release(): void;
}

/**
 * Ties a request to the caller's signal and to a time-out in ms (0 for none).
 * The signal's reason is then the typed error.
 */
export function createTransferControl(
  what: string,
  signal: AbortSignal | undefined,
  timeout: number,
  timeoutError: () => NatsBridgeError,
): TransferControl {
  const controller = new AbortController();
  const onAbort = () => {
    if (signal !== undefined) controller.abort(abortedError(what, signal));
  };
  if (signal?.aborted === true) onAbort();
  else signal?.addEventListener("abort", onAbort);
  const timer =
    timeout > 0 ? setTimeout(() => controller.abort(timeoutError()), timeout) : undefined;
  return {
    signal: controller.signal,
    end: (error = OVER) => controller.abort(error),
    clearTimeout: () => clearTimeout(timer),
    release() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    },
  };
}

/** The typed error that ended a request, if one did; else `undefined`. */
export function endingOf(signal: AbortSignal): NatsBridgeError | undefined {
  return signal.aborted && NatsBridgeError.isInstance(signal.reason) ? signal.reason : undefined;
}

/** The result of a request, or the reason of its signal: not every `fetch` ends when it is told to. */
export async function ended<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
