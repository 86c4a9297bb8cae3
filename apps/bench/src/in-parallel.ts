/** Does the work `count` times, so many at once. */
export async function inParallel(
  count: number,
  atOnce: number,
  work: () => Promise<unknown>,
): Promise<undefined> {
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < count) {
      begun += 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
