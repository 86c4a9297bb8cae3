/** How long one turn may hold the page, in ms. */
const TURN = 12;

/** Calls for every row, a few at a time, so that the page stays usable. False where it was aborted. */
export async function inTurns(
  length: number,
  each: (row: number) => void,
  signal: AbortSignal,
): Promise<boolean> {
  for (let row = 0; row < length; ) {
    if (signal.aborted) return false;
    const until = performance.now() + TURN;
    while (row < length && performance.now() < until) {
      const end = Math.min(length, row + 500);
      for (; row < end; row += 1) each(row);
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
  return !signal.aborted;
}
