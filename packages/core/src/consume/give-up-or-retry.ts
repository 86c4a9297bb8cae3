import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import type { ConsumedMessage } from "@natsbridge/transport";
import type { ConsumeSettings } from "./consume-settings.ts";
import { publishDeadLetter } from "./dead-letter.ts";
import { loopReason } from "./dead-letter-loop.ts";
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
  const { max_deliver, settings, tell } = context;
  const { consumer, dead_letter_subject, on_poison } = settings;
  const { delivery_count } = message.info;
  const error = asError(fault);
  const code = NatsBridgeError.isInstance(error) ? error.code : "handler_failed";
  const isLast = delivery_count >= max_deliver;
  if (!isHopeless && !isLast && consumer !== undefined) {
    const text = `Delivery ${delivery_count} failed, it will be delivered again: ${error.message}`;
    tell({ code, text });
    return message.nak(retryDelay(delivery_count, settings));
  }
  try {
    await on_poison?.(error, message);
    if (dead_letter_subject !== undefined) {
      const reason = loopReason(message, dead_letter_subject);
      if (reason === undefined) {
        await publishDeadLetter(context.connection, dead_letter_subject, message, error);
      } else
        tell({
          code: "no_further_dead_letter",
          text: `A message becomes no further dead letter: ${reason}`,
        });
    }
    const isHeard = on_poison !== undefined;
    tell({ code, text: `Message given up: ${error.message}`, isHeard });
    message.term(code);
  } catch (failure) {
    // The reference must not be lost: better once more than never.
    const text = `A message could not be given up, it will be delivered again: ${messageOf(failure)}`;
    tell({ code: "not_given_up", text });
    message.nak(retryDelay(delivery_count, settings));
  }
}

/** Grows with each delivery, so that a service that is down is not asked all the time. */
function retryDelay(deliveries: number, { nak_delay, max_nak_delay }: ConsumeSettings): number {
  return Math.min(nak_delay * 2 ** Math.min(deliveries - 1, 30), max_nak_delay);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(messageOf(error));
}
