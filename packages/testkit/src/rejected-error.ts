import { NatsBridgeError } from "@natsbridge/schema";

/** The NatsBridgeError that a promise rejects with; throws when it resolves or rejects with anything else. */
export async function rejectedError(promise: Promise<unknown>): Promise<NatsBridgeError> {
  let value: unknown;
  try {
    value = await promise;
  } catch (error) {
    if (NatsBridgeError.isInstance(error)) return error;
    throw new Error("expected a NatsBridgeError", { cause: error });
  }
  throw new Error(`expected a NatsBridgeError, resolved with ${String(value)}`);
}
