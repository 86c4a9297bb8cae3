/** Values as they come, until none came for so many ms. */
export async function* withinSilence<Value>(
  values: AsyncGenerator<Value>,
  silence: number | undefined,
): AsyncGenerator<Value> {
  for (;;) {
    const next = await nextWithin(values, silence);
    if (next === undefined || next.done) return;
    yield next.value;
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
