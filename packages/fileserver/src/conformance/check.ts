import { NatsBridgeError, type NatsBridgeErrorCode } from "@natsbridge/schema/base";

/** @throws Error unless the condition holds. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** @throws Error unless both are the same bytes. */
export function checkBytes(actual: Uint8Array, expected: Uint8Array, what: string): void {
  check(
    actual.length === expected.length,
    `${what}: got ${actual.length} bytes, expected ${expected.length}`,
  );
  const index = actual.findIndex((byte, position) => byte !== expected[position]);
  check(index === -1, `${what}: byte ${index} differs`);
}

/** The NatsBridgeError with one of `codes` that a promise rejects with. */
export async function checkRejects(
  promise: Promise<unknown>,
  codes: readonly NatsBridgeErrorCode[],
  what: string,
): Promise<NatsBridgeError> {
  let resolved: unknown;
  try {
    resolved = await promise;
  } catch (error) {
    const shown = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    check(NatsBridgeError.isInstance(error), `${what}: expected a NatsBridgeError, got ${shown}`);
    check(codes.includes(error.code), `${what}: expected ${codes.join(" or ")}, got ${error.code}`);
    return error;
  }
  throw new Error(`${what}: expected ${codes.join(" or ")}, resolved with ${typeof resolved}`);
}
