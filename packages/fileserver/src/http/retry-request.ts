import { NatsBridgeError } from "@natsbridge/schema";
import { type BackoffOptions, backoffDelay, resolveBackoff, wait } from "./backoff.ts";

/**
 * Makes a request that may be repeated until it succeeds, fails for good, or has failed `max_retries` times.
 * Tried again: errors that are retryable. Waits as in {@link BackoffOptions}.
 */
export async function retryRequest<Result>(
  request: () => Promise<Result>,
  options: BackoffOptions & { readonly signal?: AbortSignal | undefined },
): Promise<Result> {
  const backoff = resolveBackoff(options);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const isRetryable = NatsBridgeError.isInstance(error) && error.isRetryable;
      if (!isRetryable || attempt === backoff.max_retries) throw error;
      await wait(backoffDelay(backoff, attempt, error.details.retry_after), options.signal);
    }
  }
}
