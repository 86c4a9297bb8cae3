import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import { damaged } from "./damaged.ts";

/** Runs a step of reading; whatever it throws is, or becomes, a `decode_error`. */
export function guarded<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw typed(error);
  }
}

/** As {@link guarded}, for a step that takes its time. */
export async function guardedWait<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw typed(error);
  }
}

function typed(error: unknown): NatsBridgeError {
  return NatsBridgeError.isInstance(error) ? error : damaged(messageOf(error), error);
}
