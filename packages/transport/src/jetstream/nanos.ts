/** JetStream counts time in ns, NATSBridge in ms. */
export function toNanos(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}
