import { durationOption, NatsBridgeError } from "@natsbridge/schema/base";
import {
  type NatsConnection,
  type NatsMessage,
  request,
  requestInbox,
} from "@natsbridge/transport";
import type { SmartSendOptions } from "../options/send-options.ts";
import type { SendPayload } from "../send/payload-list.ts";
import { sendMessage } from "../send/send-message.ts";
import type { Sending } from "../send/sending.ts";

/** An acknowledgement of a stream has no more bytes. */
const MOST_ACKNOWLEDGEMENT = 1_000;

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
  sending: Sending,
  given: number | undefined,
): Promise<NatsMessage> {
  const timeout = durationOption("timeout", given, 5_000, { from: 1, infinite: true });
  const inbox = requestInbox(connection);
  const { promise: answer, resolve } = Promise.withResolvers<NatsMessage>();
  await sendMessage(
    subject,
    data,
    asking(sending, inbox),
    async (live, to, message, _correlation_id, { headers, signal, flow }) => {
      resolve(await request(live, to, message, { timeout, inbox, headers, signal, flow }));
      return { attempts: 1 };
    },
  );
  return answer;
}

/** Whatever else the options say, a question goes to whoever listens, and its answer to the inbox. */
function asking(sending: Sending, reply_to: string): Sending {
  const given = { ...sending.settings.given, reply_to };
  const settings = { ...sending.settings, given, is_publish: true, jetstream: undefined };
  return { ...sending, settings };
}

/**
 * The error of an answer that is no envelope, where it comes from a stream: one that stores the subject acknowledges the
 * question, and is first.
 */
export function storedQuestion(answer: NatsMessage, subject: string): NatsBridgeError | undefined {
  const stream = storedBy(answer.data);
  if (stream === undefined) return undefined;
  return new NatsBridgeError({
    code: "invalid_subject",
    message: `The request on "${subject}" was answered by stream "${stream}", which stores that subject, before any service could. Ask on a subject that no stream stores`,
  });
}

function storedBy(data: Uint8Array): string | undefined {
  if (data.length > MOST_ACKNOWLEDGEMENT) return undefined;
  try {
    const ack = JSON.parse(new TextDecoder().decode(data)) as Record<string, unknown> | null;
    const isAck = typeof ack?.stream === "string" && typeof ack.seq === "number";
    return isAck && !("msg_id" in ack) ? String(ack.stream) : undefined;
  } catch {
    return undefined;
  }
}
