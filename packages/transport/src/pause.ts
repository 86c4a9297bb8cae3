/** Waits, in ms; at most until the signal aborts, without a rejection. */
export function pause(duration: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, duration);
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end, { once: true });
  });
}
