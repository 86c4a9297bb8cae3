import { untilDeadline } from "./deadline.ts";

/** Waits, in ms; at most until the signal aborts, without a rejection. */
export function pause(timeout: number, signal?: AbortSignal): Promise<void> {
  const never = new Promise<void>(() => undefined);
  return untilDeadline(never, { timeout, signal }, (why) => new Error(why)).catch(() => undefined);
}
