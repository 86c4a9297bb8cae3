import { durationOption, wholeNumberOption } from "../options/check-option.ts";

/** How often and how patiently a download is tried. */
export interface BackoffOptions {
  /** Attempts in all, the first included. Default: 5. */
  readonly max_retries?: number | undefined;
  /** Wait after the first failed attempt, in ms; it doubles each time. Default: 100. */
  readonly base_delay?: number | undefined;
  /** Longest wait, in ms. Default: 5,000. */
  readonly max_delay?: number | undefined;
}

/** {@link BackoffOptions} with every default filled in. */
export type Backoff = { readonly [Key in keyof BackoffOptions]-?: number };

/**
 * Fills in the defaults.
 * @throws NatsBridgeError `invalid_config` naming the option.
 */
export function resolveBackoff(options: BackoffOptions): Backoff {
  return {
    max_retries: wholeNumberOption("max_retries", options.max_retries, 5, { from: 1 }),
    base_delay: durationOption("base_delay", options.base_delay, 100),
    max_delay: durationOption("max_delay", options.max_delay, 5_000),
  };
}

/**
 * The wait in ms after failed attempt number `attempt` (from 1): doubling, shortened by up to half at random so that
 * many receivers do not come back at once. A server's `Retry-After` is kept, up to `max_delay`.
 */
export function backoffDelay(
  backoff: Backoff,
  attempt: number,
  retryAfter: number | undefined,
  random: number = Math.random(),
): number {
  const full = Math.min(backoff.max_delay, backoff.base_delay * 2 ** (attempt - 1));
  const shortened = full * (1 - random / 2);
  return Math.max(shortened, Math.min(retryAfter ?? 0, backoff.max_delay));
}
