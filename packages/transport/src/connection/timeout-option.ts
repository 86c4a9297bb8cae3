import { durationOption } from "@natsbridge/schema/base";

/** A time-out in ms, from 1; `Infinity` waits as long as a timer can. */
export function timeoutOption(name: string, value: unknown, fallback: number): number {
  return durationOption(name, value, fallback, { from: 1, infinite: true });
}
