import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import { invalidPayload } from "../errors.ts";

/** What a step of writing threw, as a typed error: foreign code runs while values are looked at. */
export function refused(error: unknown): NatsBridgeError {
  if (NatsBridgeError.isInstance(error)) return error;
  return invalidPayload(`the table cannot be written: ${messageOf(error)}`, error);
}
