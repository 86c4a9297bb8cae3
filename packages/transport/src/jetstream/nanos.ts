/** JetStream counts time in ns, NATSBridge in ms; what is not given stays so. */
export function toNanos(milliseconds: number): number;
export function toNanos(milliseconds: number | undefined): number | undefined;
export function toNanos(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds * 1e6);
}
