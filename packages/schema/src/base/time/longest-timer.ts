/** Longest time of a timer in ms; a longer one would end at once. */
const LONGEST_TIMER = 2_147_483_647;

/** A time in ms that a timer can be set to: `Infinity` and other long ones become some 25 days. */
export function timerDelay(ms: number): number {
  return Math.min(ms, LONGEST_TIMER);
}
