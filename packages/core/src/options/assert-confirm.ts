import { invalidConfig, isGiven } from "@natsbridge/schema/base";
import type { SmartSendOptions } from "./send-options.ts";

/**
 * A message that goes into a stream is acknowledged by it, and a request by its answer: `confirm` has no say there.
 * As the default of a bridge it is passed over.
 *
 * @param written what the caller wrote.
 * @param jetstream what counts for this send.
 * @throws NatsBridgeError `invalid_config`.
 */
export function assertConfirm(
  { confirm }: Pick<SmartSendOptions, "confirm">,
  jetstream: SmartSendOptions["jetstream"],
): void {
  if (!isGiven(confirm) || !isGiven(jetstream) || jetstream === false) return;
  throw invalidConfig("confirm", "nothing beside jetstream, which waits for the stream", confirm);
}
