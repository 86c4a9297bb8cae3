import { escapeControls, NatsBridgeError } from "@natsbridge/schema/base";
import { type ConsumedMessage, type NatsConnection, publishMessage } from "@natsbridge/transport";

import { DEAD_LETTER_HEADERS } from "./dead-letter-headers.ts";
import { HOPS_HEADER, nextHops } from "./dead-letter-loop.ts";

const MOST_REASON = 500;

/**
 * Keeps a message that is given up: its body as it was, so that every peer can read it again with its links, and
 * headers that tell why and where it came from. Stored in a stream where one covers the subject.
 */
export async function publishDeadLetter(
  connection: NatsConnection,
  subject: string,
  message: ConsumedMessage,
  error: Error,
): Promise<void> {
  const { stream, consumer, stream_sequence, delivery_count, timestamp } = message.info;
  const reason = {
    [DEAD_LETTER_HEADERS.code]: NatsBridgeError.isInstance(error) ? error.code : "handler_failed",
    [DEAD_LETTER_HEADERS.reason]: headerText(error.message),
    [DEAD_LETTER_HEADERS.subject]: message.subject,
    [DEAD_LETTER_HEADERS.stream]: stream,
    [DEAD_LETTER_HEADERS.consumer]: consumer,
    [DEAD_LETTER_HEADERS.seq]: String(stream_sequence),
    [DEAD_LETTER_HEADERS.deliveries]: String(delivery_count),
    [HOPS_HEADER]: String(nextHops(message)),
  };
  // A stream that was made anew has the same sequences at other times.
  const msg_id = `dead-letter.${stream}.${consumer}.${stream_sequence}.${timestamp}`;
  const publish = async (body: Uint8Array, headers: Readonly<Record<string, string>>) => {
    try {
      await publishMessage(connection, subject, body, "", { headers, msg_id, jetstream: true });
    } catch (fault) {
      // A stream that only has no leader now will take it later; a plain publish would lose it.
      const isNoStream =
        NatsBridgeError.isInstance(fault) && fault.code === "no_responders" && !fault.isRetryable;
      if (!isNoStream) throw fault;
      await publishMessage(connection, subject, body, "", { headers });
    }
  };
  try {
    await publish(message.data, { ...ownHeaders(message), ...reason });
  } catch (fault) {
    if (!NatsBridgeError.isInstance(fault) || fault.code !== "payload_too_large") throw fault;
    // Body and headers together are over the limit: stream and sequence still lead to the message.
    await publish(new Uint8Array(), reason);
  }
}

/** Headers of the message itself, such as its `traceparent`; those of NATS belong to the stream it came from. */
function ownHeaders({ headers }: ConsumedMessage): Record<string, string> {
  const own: Record<string, string> = {};
  for (const name of headers?.keys() ?? []) {
    const value = headers?.get(name) ?? "";
    // What cannot be sent as a header came from somebody else's client.
    const isSendable = /^[!-9;-~]+$/.test(name) && !/[\r\n]/.test(value);
    if (isSendable && !/^nats(bridge)?-/i.test(name)) own[name] = value;
  }
  return own;
}

function headerText(text: string): string {
  return escapeControls(text).slice(0, MOST_REASON);
}
