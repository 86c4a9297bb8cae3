import { timerDelay } from "./longest-timer.ts";

/** Waits until all have settled, however, or the time in ms is over. */
export async function settleWithin(
  work: readonly Promise<unknown>[],
  timeout: number,
): Promise<void> {
  if (work.length === 0) return;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, timerDelay(timeout));
  await Promise.race([Promise.allSettled(work), over]);
  clearTimeout(timer);
}
