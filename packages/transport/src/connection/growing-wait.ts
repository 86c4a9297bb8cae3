const FIRST_WAIT = 500;
const LONGEST_WAIT = 5_000;

/** An outage is over when the client has not asked for so long, in ms: longer than the dial of a server that hangs. */
const OVER = 30_000;

/**
 * How long the client waits before it tries a server again, in ms: a quarter of the outage so far, and some more at
 * random, so that not all come back at once.
 */
export function growingWait(now: () => number = () => performance.now()): () => number {
  let began = 0;
  let asked = Number.NEGATIVE_INFINITY;
  return () => {
    const time = now();
    if (time - asked > OVER) began = time;
    asked = time;
    const wait = Math.min(Math.max(FIRST_WAIT, (time - began) / 4), LONGEST_WAIT);
    return wait * (1 + Math.random() / 4);
  };
}
