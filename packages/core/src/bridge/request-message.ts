import { createInbox, type NatsConnection, type NatsMessage, request } from "@natsbridge/transport";
import { numberOption } from "../check-option.ts";
import type { SendPayload } from "../send/payload-list.ts";
import { sendMessage } from "../send/send-message.ts";
import type { SmartSendOptions } from "../send/send-options.ts";

/** Options of `NATSBridge.request`, besides those of `smartsend` and `smartreceive`. */
export interface RequestEnvelopeOptions extends Omit<SmartSendOptions, "reply_to" | "is_publish"> {
  /** Time for the answer in ms. Default: 5,000. */
  readonly timeout?: number | undefined;
}

/**
 * Sends a message and waits for its answer. The inbox is in the envelope's `reply_to` too, so that a peer of any
 * language answers with a plain publish.
 */
export async function requestMessage(
  connection: NatsConnection,
  subject: string,
  data: readonly SendPayload[],
  options: RequestEnvelopeOptions,
): Promise<NatsMessage> {
  const timeout = numberOption("timeout", options.timeout, 5000, 1);
  const inbox = createInbox(connection);
  const { promise: answer, resolve } = Promise.withResolvers<NatsMessage>();
  await sendMessage(
    subject,
    data,
    { ...options, reply_to: inbox, is_publish: true, jetstream: false },
    async (live, to, message, _correlation_id, { headers, signal, flow }) => {
      const given = {
        ...(headers && { headers }),
        ...(signal && { signal }),
        ...(flow && { flow }),
      };
      resolve(await request(live, to, message, { timeout, inbox, ...given }));
      return { attempts: 1 };
    },
  );
  return answer;
}
