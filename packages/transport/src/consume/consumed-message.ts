import { messageOf, NatsBridgeError, pause } from "@natsbridge/schema/base";
import { isConnected } from "../connection/client/client-internals.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { NatsHeaders } from "../connection/nats-headers.ts";
import type { NatsMessage } from "../connection/nats-message.ts";
import { untilReachable } from "../connection/until-connected.ts";
import { toNanos } from "../jetstream/nanos.ts";
import { request } from "../publish/request.ts";
import { sharedState } from "../shared/shared-state.ts";
import type { DeliveryInfo } from "./delivery-info.ts";

/**
 * A message of a stream. It is in hand until one of `ack`, `ackAck`, `nak` and `term` settles it; the first of them
 * counts, later ones do nothing. On an ordered consumption nothing needs settling.
 */
export interface ConsumedMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: NatsHeaders | undefined;
  readonly info: DeliveryInfo;
  /**
   * Done: do not deliver again. It goes out at the end of this turn of the event loop, in one write with all that is
   * settled in it. While the connection is being made again it waits for that; the server may still not
   * hear it if the connection breaks just now.
   */
  ack(): void;
  /**
   * As `ack`, and resolves when the server has confirmed it; a connection that breaks meanwhile is waited for.
   * Rejects with `timeout` or `connection_failed`: then it may be delivered again. `timeout` in ms; default: 5,000.
   */
  ackAck(timeout?: number): Promise<void>;
  /** Not done: deliver again, at once or after a delay in ms. */
  nak(delay?: number): void;
  /** Not done yet: wait for another `ack_wait`. */
  working(): void;
  /** Never deliver again. */
  term(reason?: string): void;
}

const DEFAULT_ACK_TIMEOUT = 5_000;

/** Time in which a broken connection may come back to say what became of a message, in ms. */
const RECONNECT_TIMEOUT = 60_000;

/** Wait before an acknowledgement is said again over a new connection, in ms. */
const REPEAT_WAIT = 100;

/** Wraps a delivery; `onSettled` is called once, and told whether it will come again after a delay. */
export function consumedMessage(
  connection: NatsConnection,
  message: NatsMessage,
  info: DeliveryInfo,
  onSettled: (isDelayed: boolean) => void,
): ConsumedMessage {
  const { reply = "" } = message;
  let isSettled = false;
  const settle = (isDelayed = false): boolean => {
    if (isSettled) return false;
    isSettled = true;
    onSettled(isDelayed);
    return true;
  };
  const { turn } = sharedState(connection);
  /** With all that is settled in this turn of the event loop. Never rejects. */
  const say = async (word: string): Promise<void> => {
    await turn.enter(true);
    // What a client takes while there is no server is lost.
    const isThere =
      isConnected(connection) || (await untilReachable(connection, RECONNECT_TIMEOUT));
    try {
      if (isThere) connection.publish(reply, word);
    } catch {
      // On a closed connection nothing can be said, nor on one that is about to be: then it is delivered again.
    }
  };
  return {
    subject: message.subject,
    data: message.data,
    headers: message.headers,
    info,
    ack() {
      if (settle()) void say("+ACK");
    },
    async ackAck(timeout = DEFAULT_ACK_TIMEOUT) {
      if (!settle()) return;
      await confirm(connection, reply, info, timeout);
    },
    nak(delay) {
      if (settle(Boolean(delay)))
        void say(delay ? `-NAK ${JSON.stringify({ delay: toNanos(delay) })}` : "-NAK");
    },
    working() {
      if (!isSettled && isConnected(connection)) connection.publish(reply, "+WPI");
    },
    term(reason) {
      if (settle()) void say(reason ? `+TERM ${reason}` : "+TERM");
    },
  };
}

/** Saying it twice does no harm, so a connection that broke is no reason to give up. */
async function confirm(
  connection: NatsConnection,
  reply: string,
  info: DeliveryInfo,
  timeout: number,
): Promise<void> {
  const deadline = performance.now() + timeout;
  for (;;) {
    const left = Math.max(1, deadline - performance.now());
    try {
      await request(connection, reply, "+ACK", { timeout: left });
      return;
    } catch (cause) {
      const fault = NatsBridgeError.isInstance(cause) ? cause.code : "publish_failed";
      const mayRepeat = fault === "publish_failed" && left > REPEAT_WAIT && !connection.isClosed();
      if (!mayRepeat) throw unconfirmed(info, fault, cause);
      await pause(REPEAT_WAIT);
    }
  }
}

function unconfirmed(info: DeliveryInfo, fault: string, cause: unknown): NatsBridgeError {
  const why = messageOf(cause);
  return new NatsBridgeError({
    code: fault === "timeout" || fault === "permission_denied" ? fault : "connection_failed",
    message: `The acknowledgement of message ${info.stream_sequence} of stream ${info.stream} was not confirmed (${why}); it may be delivered again`,
    cause,
  });
}
