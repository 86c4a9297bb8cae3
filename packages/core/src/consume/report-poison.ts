import { foreignText, type Logger, messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import type { NatsMessage } from "@natsbridge/transport";
import type { Teller } from "../telemetry/teller.ts";

/** Called with a message that could not be received, and why; the subscription goes on. */
export type PoisonHandler<Reason extends Error = NatsBridgeError> = (
  error: Reason,
  message: Pick<NatsMessage, "subject" | "data" | "headers">,
) => void | Promise<void>;

/** Who is told of such a message. */
export interface PoisonListeners {
  readonly on_poison?: PoisonHandler | undefined;
  readonly logger?: Logger | undefined;
}

/** A message that cannot be received is dropped: tells `on_poison` and the logger, else the process. Never rejects. */
export async function reportPoison(
  error: unknown,
  message: NatsMessage,
  { on_poison, logger }: PoisonListeners,
  { operation, teller }: { readonly operation: string; readonly teller: Teller },
): Promise<void> {
  const reason = NatsBridgeError.isInstance(error)
    ? error
    : new NatsBridgeError({ code: "decode_error", message: messageOf(error), cause: error });
  const told = { logger, operation, fields: { subject: message.subject } };
  const { code } = reason;
  const isHeard = on_poison !== undefined;
  const text = `Message on "${foreignText(message.subject)}" dropped: ${reason.message}`;
  teller.tell({ ...told, code, text, isHeard });
  try {
    await on_poison?.(reason, message);
  } catch (fault) {
    teller.tell({ ...told, code: "on_poison", text: `on_poison failed: ${messageOf(fault)}` });
  }
}
