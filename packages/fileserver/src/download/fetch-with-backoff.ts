import { partLoader } from "@natsbridge/schema/base";
import type { FetchWithBackoffOptions } from "./read-with-backoff.ts";

const readWithBackoffPart = partLoader(() => import("./read-with-backoff.ts"));

/**
 * Reads a link into memory with at most `max_retries` attempts, waiting `base_delay` ms after the first and twice as
 * long each time up to `max_delay` ms. The download handler of `docs/original-specification.md`.
 *
 * It follows no redirects, and reads any http or https URL it is given: check a link from a message against a
 * `LinkPolicy` first.
 *
 * @throws NatsBridgeError as `downloadBytes`.
 */
export async function fetchWithBackoff(
  url: string,
  max_retries: number,
  base_delay: number,
  max_delay: number,
  correlation_id: string,
  options: FetchWithBackoffOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  // Loaded with the first call: a page that has not met a link does without.
  const { readWithBackoff } = await readWithBackoffPart();
  return readWithBackoff(url, max_retries, base_delay, max_delay, correlation_id, options);
}
