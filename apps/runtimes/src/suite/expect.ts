import { NatsBridgeError } from "natsbridge";

/** @throws Error that shows both, where two values differ; bytes, bigint and undefined are told apart. */
export function expectSame(actual: unknown, expected: unknown): void {
  const [got, wanted] = [show(actual), show(expected)];
  if (got !== wanted) throw new Error(`expected ${wanted}, got ${got}`);
}

/** As {@link expectSame}, for many bytes. */
export function expectSameBytes(actual: unknown, expected: Uint8Array): void {
  if (!(actual instanceof Uint8Array)) throw new Error(`expected bytes, got ${typeof actual}`);
  expectSame(actual.length, expected.length);
  const at = actual.findIndex((byte, index) => byte !== expected[index]);
  if (at !== -1) throw new Error(`byte ${at} is ${actual[at]} and not ${expected[at]}`);
}

/** Waits for a rejection. @throws Error where it is none of ours, or has another code. */
export async function expectCode(code: string, work: Promise<unknown>): Promise<NatsBridgeError> {
  const caught = await work.then(
    (value) => new Error(`expected ${code}, got the value ${show(value)}`),
    (error: unknown) => error,
  );
  if (!NatsBridgeError.isInstance(caught)) throw caught;
  if (caught.code !== code)
    throw new Error(`expected ${code}, got ${caught.code}: ${caught.message}`, { cause: caught });
  return caught;
}

/** A value as text that is equal only for equal values. Long ones are cut, with a sum of the rest. */
function show(value: unknown): string {
  const text = JSON.stringify(value, (_key, each: unknown) => {
    if (each instanceof Uint8Array) return `${each.length} bytes, sum ${checksum(each)}`;
    if (typeof each === "bigint") return `${each}n`;
    return each === undefined ? "undefined" : each;
  });
  return text.length > 2_000 ? `${text.slice(0, 2_000)}… (${text.length} characters)` : text;
}

/** Adler's sum: enough to see that two byte arrays differ, and the same everywhere. */
function checksum(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}
