import { timerDelay } from "./longest-timer.ts";

/** How long to wait for something. */
export interface Limits {
  /** In ms. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** Why a wait ended early. */
export type Interruption = "timeout" | "aborted";

/**
 * Settles as `work` does, or rejects with what `fail` makes once the time is over or the signal aborted.
 * What `work` does after that is nobody's concern: a late rejection is not an unhandled one.
 */
export function untilDeadline<T>(
  work: Promise<T>,
  limits: Limits,
  fail: (why: Interruption) => Error,
): Promise<T> {
  const { timeout, signal } = limits;
  return new Promise<T>((resolve, reject) => {
    const settle = (then: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      then();
    };
    const abort = (): void => settle(() => reject(fail("aborted")));
    const delay = timerDelay(timeout);
    const timer = setTimeout(() => settle(() => reject(fail("timeout"))), delay);
    work.then(
      (value) => settle(() => resolve(value)),
      (error: unknown) => settle(() => reject(error)),
    );
    if (signal?.aborted) abort();
    else signal?.addEventListener("abort", abort, { once: true });
  });
}
