import { abortedError, throwIfAborted } from "./aborted.ts";

/**
 * The result of work that knows no signal, or `aborted` as soon as the signal fires; what becomes of the work after
 * that is ignored.
 */
export async function untilAborted<Result>(
  what: string,
  start: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  throwIfAborted(what, signal);
  if (signal === undefined) return start();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(abortedError(what, signal));
  signal.addEventListener("abort", onAbort);
  try {
    return await Promise.race([start(), aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
