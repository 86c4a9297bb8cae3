import { NatsBridgeError } from "../errors.ts";
import { throwIfAborted } from "./aborted.ts";
import { type BackoffOptions, backoffDelay, resolveBackoff } from "./backoff.ts";
import { pause } from "./pause.ts";

/**
 * Does work that may be repeated until it succeeds, fails for good, or has failed `max_retries` times.
 * Tried again: errors that are retryable. Waits as in {@link BackoffOptions}; `aborted` as soon as the signal ends a wait.
 */
export async function retry<Result>(
  work: () => Promise<Result>,
  options: BackoffOptions & { readonly signal?: AbortSignal | undefined },
): Promise<Result> {
  const backoff = resolveBackoff(options);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isRetryable = NatsBridgeError.isInstance(error) && error.isRetryable;
      if (!isRetryable || attempt === backoff.max_retries) throw error;
      await pause(backoffDelay(backoff, attempt, error.details.retry_after), options.signal);
      throwIfAborted("the wait for the next attempt", options.signal);
    }
  }
}
