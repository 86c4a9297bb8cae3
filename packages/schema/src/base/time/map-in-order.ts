/**
 * Runs `work` on the items as they come, at most `limit` at once, and gives the results in the order of the items.
 * `work` must not reject. Ending the iteration early ends the source; `work` gets what that has given already.
 */
export async function* mapInOrder<Item, Result>(
  source: AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  const items = source[Symbol.asyncIterator]();
  if (limit === 1) return yield* oneByOne(items, work);
  const running: Promise<Result>[] = [];
  let next: Promise<IteratorResult<Item>> | undefined;
  let isEnded = false;
  try {
    while (!isEnded || running.length > 0) {
      if (!isEnded && running.length < limit) next ??= items.next();
      const [oldest] = running;
      const settled = await Promise.race([
        ...(oldest ? [oldest.then((result) => ({ result }))] : []),
        ...(next ? [next.then((item) => ({ item }))] : []),
      ]);
      if ("item" in settled) {
        next = undefined;
        if (settled.item.done) isEnded = true;
        else running.push(work(settled.item.value));
      } else {
        void running.shift();
        yield settled.result;
      }
    }
  } finally {
    // Not awaited: a source that waits for its next item ends only when its owner stops it.
    if (!isEnded) items.return?.().catch(() => undefined);
    // An item that the source has given meanwhile is somebody's, too.
    next
      ?.then(async ({ done, value }) => {
        if (!done) await work(value);
      })
      .catch(() => undefined);
  }
}

/** The same where nothing runs beside anything. */
async function* oneByOne<Item, Result>(
  items: AsyncIterator<Item>,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void> {
  let isEnded = false;
  try {
    for (;;) {
      const { done, value } = await items.next();
      isEnded = done === true;
      if (isEnded) return;
      yield await work(value);
    }
  } finally {
    if (!isEnded) items.return?.().catch(() => undefined);
  }
}
