import { NatsBridgeError } from "@natsbridge/schema";
import type { ConsumedMessage } from "@natsbridge/transport";
import type { ConsumeSettings } from "./consume-settings.ts";
import { publishDeadLetter } from "./dead-letter.ts";
import type { DeliveryContext } from "./delivery-context.ts";

/**
 * A message failed: delivers it again later; or, where that is hopeless or was done often enough, reports it, keeps it
 * as a dead letter and terminates it. Never rejects.
 */
export async function giveUpOrRetry(
  message: ConsumedMessage,
  fault: unknown,
  context: DeliveryContext,
  isHopeless: boolean,
): Promise<void> {
  const { max_deliver, options, settings, warn } = context;
  const { delivery_count } = message.info;
  const error = asError(fault);
  const isLast = delivery_count >= max_deliver;
  if (!isHopeless && !isLast && !context.isOrdered) {
    warn("", `Delivery ${delivery_count} failed, it will be delivered again: ${error.message}`);
    return message.nak(retryDelay(delivery_count, settings));
  }
  try {
    await options.on_poison?.(error, message);
    if (options.dead_letter_subject !== undefined) {
      await publishDeadLetter(context.connection, options.dead_letter_subject, message, error);
    }
    if (options.on_poison === undefined) warn("", `Message given up: ${error.message}`);
    message.term(NatsBridgeError.isInstance(error) ? error.code : "handler_failed");
  } catch (failure) {
    // The reference must not be lost: better once more than never.
    warn("", `A message could not be given up: ${asError(failure).message}`);
    message.nak(retryDelay(delivery_count, settings));
  }
}

/** Grows with each delivery, so that a service that is down is not asked all the time. */
function retryDelay(deliveries: number, { nak_delay, max_nak_delay }: ConsumeSettings): number {
  return Math.min(nak_delay * 2 ** Math.min(deliveries - 1, 30), max_nak_delay);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
