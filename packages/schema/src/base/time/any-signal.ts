/** Aborted as soon as one of the two is. */
export function anySignal(own: AbortSignal, given: AbortSignal | undefined): AbortSignal {
  if (given === undefined) return own;
  if (typeof AbortSignal.any === "function") return AbortSignal.any([own, given]);
  // The edge runtime of Next has no `any`; what it runs is short.
  const either = new AbortController();
  for (const signal of [own, given]) {
    const abort = () => either.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true, signal: either.signal });
  }
  return either.signal;
}
