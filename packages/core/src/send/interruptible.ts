import { untilAborted } from "@natsbridge/schema/base";

/** A source that neither holds up an abort nor its own end while it stalls. */
export function interruptible(
  inner: AsyncIterator<unknown>,
  signal: AbortSignal | undefined,
): AsyncIterator<unknown> {
  let isWaiting = false;
  const next = async () => {
    isWaiting = true;
    try {
      return await inner.next();
    } finally {
      isWaiting = false;
    }
  };
  return {
    next: () => untilAborted("The upload", next, signal),
    return: async () => {
      const ended = Promise.resolve(inner.return?.()).catch(() => undefined);
      // A generator hears of its end only when what it waits for has come.
      if (!isWaiting) await ended;
      return { done: true, value: undefined };
    },
  };
}
