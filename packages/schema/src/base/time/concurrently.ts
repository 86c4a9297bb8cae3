import { anySignal } from "./any-signal.ts";

/**
 * Runs `work` on every item, at most `limit` at once, results in order.
 * The first failure aborts the rest, and rejects once all that was begun has ended.
 */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const failure = new AbortController();
  const combined = anySignal(failure.signal, signal);
  const queue = items.entries();
  const errors: unknown[] = [];
  const worker = async () => {
    for (const [index, item] of queue) {
      if (failure.signal.aborted) return;
      try {
        results[index] = await work(item, combined);
      } catch (error) {
        errors.push(error);
        failure.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
  return results;
}
