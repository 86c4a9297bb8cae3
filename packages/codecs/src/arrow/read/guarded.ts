import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import { damaged } from "./damaged.ts";

/** Runs a step of reading; whatever it throws is, or becomes, a `decode_error`. */
export function guarded<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw NatsBridgeError.isInstance(error) ? error : damaged(messageOf(error), error);
  }
}
