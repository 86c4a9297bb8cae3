/** Waits until all have settled, however, or the time in ms is over. */
export async function settleWithin(
  work: readonly Promise<unknown>[],
  timeout: number,
): Promise<void> {
  if (work.length === 0) return;
  const { promise: over, resolve } = Promise.withResolvers<void>();
  // A longer one would end at once.
  const timer = setTimeout(resolve, Math.min(timeout, 2 ** 31 - 1));
  await Promise.race([Promise.allSettled(work), over]);
  clearTimeout(timer);
}
