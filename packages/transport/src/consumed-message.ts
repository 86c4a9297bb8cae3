import { NatsBridgeError } from "@natsbridge/schema";
import type { DeliveryInfo } from "./delivery-info.ts";
import { toNanos } from "./nanos.ts";
import type { NatsConnection } from "./nats-connection.ts";
import { natsFault } from "./nats-fault.ts";
import type { NatsHeaders, NatsMessage } from "./nats-message.ts";
import { describeFault } from "./publish-error.ts";

/**
 * A message of a stream. It is in hand until one of `ack`, `ackAck`, `nak` and `term` settles it; the first of them
 * counts, later ones do nothing. On an ordered consumption nothing needs settling.
 */
export interface ConsumedMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: NatsHeaders;
  readonly info: DeliveryInfo;
  /** Done: do not deliver again. The server may not hear it if the connection breaks just now. */
  ack(): void;
  /** As `ack`, and resolves when the server has confirmed it. Rejects with `timeout` or `connection_failed`: then it may be delivered again. */
  ackAck(timeout?: number): Promise<void>;
  /** Not done: deliver again, at once or after a delay in ms. */
  nak(delay?: number): void;
  /** Not done yet: wait for another `ack_wait`. */
  working(): void;
  /** Never deliver again. */
  term(reason?: string): void;
}

const DEFAULT_ACK_TIMEOUT = 5_000;

/** Wraps a delivery; `onSettled` is called once. */
export function consumedMessage(
  connection: NatsConnection,
  message: NatsMessage,
  info: DeliveryInfo,
  onSettled: () => void,
): ConsumedMessage {
  const { reply = "" } = message;
  let isSettled = false;
  const settle = (): boolean => {
    if (isSettled) return false;
    isSettled = true;
    onSettled();
    return true;
  };
  const say = (word: string): void => {
    // On a closed connection nothing can be said, and the server delivers again.
    if (!connection.isClosed()) connection.publish(reply, word);
  };
  return {
    subject: message.subject,
    data: message.data,
    ...(message.headers && { headers: message.headers }),
    info,
    ack() {
      if (settle()) say("+ACK");
    },
    async ackAck(timeout = DEFAULT_ACK_TIMEOUT) {
      if (!settle()) return;
      try {
        await connection.request(reply, "+ACK", { timeout });
      } catch (cause) {
        const isTimeout = natsFault(cause) === "timeout";
        throw new NatsBridgeError({
          code: isTimeout ? "timeout" : "connection_failed",
          message: `The acknowledgement of message ${info.stream_sequence} of stream ${info.stream} was not confirmed (${describeFault(cause)}); it may be delivered again`,
          cause,
        });
      }
    },
    nak(delay) {
      if (settle()) say(delay ? `-NAK ${JSON.stringify({ delay: toNanos(delay) })}` : "-NAK");
    },
    working() {
      if (!isSettled) say("+WPI");
    },
    term(reason) {
      if (settle()) say(reason ? `+TERM ${reason}` : "+TERM");
    },
  };
}
