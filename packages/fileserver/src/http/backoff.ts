import { NatsBridgeError } from "@natsbridge/schema";
import { abortedError } from "../store/aborted-error.ts";

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
  const { max_retries = 5, base_delay = 100, max_delay = 5000 } = options;
  if (!Number.isSafeInteger(max_retries) || max_retries < 1)
    throw invalidOption("max_retries", "a whole number from 1", max_retries);
  assertDuration("base_delay", base_delay);
  assertDuration("max_delay", max_delay);
  return { max_retries, base_delay, max_delay };
}

/** @throws NatsBridgeError `invalid_config` unless `value` is a number of milliseconds from 0. */
export function assertDuration(name: string, value: number): void {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0)
    throw invalidOption(name, "a number of milliseconds from 0", value);
}

function invalidOption(name: string, expected: string, value: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "invalid_config",
    message: `${name} must be ${expected}, got ${String(value)}`,
  });
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

/** Waits; rejects with `aborted` as soon as the signal ends it, leaving neither timer nor listener. */
export async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) throw abortedError("the wait for the next attempt", signal);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    function onAbort(): void {
      clearTimeout(timer);
      if (signal !== undefined) reject(abortedError("the wait for the next attempt", signal));
    }
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
