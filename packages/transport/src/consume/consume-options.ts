import type { NatsBridgeError } from "@natsbridge/schema";
import type { ConsumedMessage } from "./consumed-message.ts";
import type { ConsumerSettings } from "./ensure-consumer.ts";

/** Options of {@link consumeMessages}. */
export interface ConsumeMessagesOptions extends Omit<ConsumerSettings, "consumer"> {
  /** Name of the durable consumer, made where it does not exist. Without it the messages come in order and need no acknowledgement. */
  readonly consumer?: string | undefined;
  /** Messages in hand at most: given and not yet settled, or about to be given. Default: 10. */
  readonly max_messages?: number | undefined;
  /**
   * Tell the server three times per `ack_wait` that a message in hand is being worked on, until it is settled.
   * Default: true.
   */
  readonly auto_working?: boolean | undefined;
  /** Stops the consumption. */
  readonly signal?: AbortSignal | undefined;
  readonly on_status?: ((status: ConsumeStatus) => void) | undefined;
}

/** An event of a consumption that goes on by itself. */
export interface ConsumeStatus {
  readonly type:
    | "reconnected"
    | "silent"
    | "refused"
    | "recovered"
    | "unavailable"
    /** A setting of an existing consumer differs from what was written; the consumer's counts. */
    | "kept"
    /** The stream is another of the same name, or has lost messages that were read. */
    | "stream_remade"
    /** In order: messages did not come that neither a filter nor a limit of the stream explains. */
    | "sequence_gap"
    /** Messages given back with a delay fill `max_ack_pending`: nothing else comes until they have come again. */
    | "ack_pending_full";
  /** What was seen, for people. */
  readonly description: string;
}

/** Messages of a stream, as long as they are wanted. */
export interface Consumption extends AsyncIterable<ConsumedMessage> {
  /** Name of the consumer. */
  readonly consumer: string;
  /** Deliveries of one message at most; below 1 for no limit, undefined where messages are not acknowledged. */
  readonly max_deliver: number | undefined;
  /** No new messages: gives back those that were not yet given. Messages in hand can still be settled. */
  stop(): Promise<void>;
  /** Resolves when the consumption has ended, with the error where one ended it. */
  readonly closed: Promise<NatsBridgeError | undefined>;
}
