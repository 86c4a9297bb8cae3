import type { NatsBridgeError } from "@natsbridge/schema";
import type { NatsStatus, StreamNews } from "@natsbridge/transport";

/** What happens to a bridge: events of its connection, and readers that are too slow. */
export type BridgeStatus =
  | NatsStatus
  | SlowConsumerStatus
  | PublishRefusedStatus
  | StreamStatus
  | StreamNews;

/** The server refused a message whose send was done already, as it is with `confirm: "client"`. */
export interface PublishRefusedStatus {
  readonly type: "publish_refused";
  readonly subject: string;
  readonly error: NatsBridgeError;
}

/**
 * A stream that is read or written is another one now, has lost what it had acknowledged, has a gap that nothing
 * explains, or holds messages up.
 */
export interface StreamStatus {
  readonly type: "stream_remade" | "sequence_gap" | "ack_pending_full";
  readonly stream: string;
  /** What was seen and what helps, for people. */
  readonly advice: string;
}

/** A reader takes messages more slowly than they come. */
export interface SlowConsumerStatus {
  readonly type: "slow_consumer";
  /** `"server"`: it cut this connection off, and messages are lost. `"client"`: they pile up in this process. */
  readonly where: "server" | "client";
  /** With `"client"`: the subscription. */
  readonly subject?: string;
  /** With `"client"`: how many messages wait. */
  readonly pending?: number;
  /** What was seen and what helps, for people. */
  readonly advice: string;
}

/** Events of a bridge, until it closes or `stop()` is called, which lets those already there pass. */
export interface BridgeStatusEvents extends AsyncIterable<BridgeStatus> {
  stop(): void;
}

/** The server cut this connection off. */
export function cutOff(): SlowConsumerStatus {
  return {
    type: "slow_consumer",
    where: "server",
    advice:
      "The server cut this connection off because it read too slowly (slow consumer); what was published to its subscriptions meanwhile is lost. " +
      "Send large payloads as links (a lower size_threshold), let publishers keep to a rate (max_bytes_per_second), or use JetStream (consume), which keeps messages until they are handled",
  };
}

/** Messages wait in this process. */
export function pilingUp(subject: string, pending: number): SlowConsumerStatus {
  return {
    type: "slow_consumer",
    where: "client",
    subject,
    pending,
    advice:
      `${pending.toLocaleString("en-US")} messages wait in this process for the subscription to "${subject}", which takes them more slowly than they come. ` +
      "Raise concurrency, share the work in a queue group, or use JetStream (consume), which hands out only as many as are in hand",
  };
}

/** A message did not arrive. */
export function publishRefused(subject: string, error: NatsBridgeError): PublishRefusedStatus {
  return { type: "publish_refused", subject, error };
}
