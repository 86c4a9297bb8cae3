/** Whether `NATSBRIDGE_TEST_STORES=all` asks for the servers too that take long to be had. */
const areAll = process.env.NATSBRIDGE_TEST_STORES === "all";

/** The servers to test: `always`, and `onDemand` where all are asked for. Tells which are left out. */
export function chosenStores<T extends readonly [name: string, ...rest: unknown[]]>(
  always: readonly T[],
  onDemand: readonly T[],
): readonly T[] {
  if (areAll) return [...always, ...onDemand];
  const names = onDemand.map(([name]) => name).join(", ");
  process.stderr.write(`Left out: ${names}. NATSBRIDGE_TEST_STORES=all tests them too.\n`);
  return always;
}
