/** Values as they come, until none came for so many ms. Whoever leaves early ends their source. */
export async function* withinSilence<Value>(
  values: AsyncGenerator<Value>,
  silence: number | undefined,
): AsyncGenerator<Value> {
  let isWaiting = false;
  try {
    for (;;) {
      isWaiting = true;
      const next = await nextWithin(values, silence);
      // After silence the source still waits for its next value: its own signal ends it.
      if (next === undefined) return;
      isWaiting = false;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    if (!isWaiting) await values.return(undefined);
  }
}

async function nextWithin<Value>(
  values: AsyncGenerator<Value>,
  silence: number | undefined,
): Promise<IteratorResult<Value> | undefined> {
  if (silence === undefined) return values.next();
  const { promise: silent, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, silence, undefined);
  try {
    return await Promise.race([values.next(), silent]);
  } finally {
    clearTimeout(timer);
  }
}
