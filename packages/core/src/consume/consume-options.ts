import type { NatsBridgeError } from "@natsbridge/schema";
import type {
  ConsumeStatus,
  DeliverPolicy,
  DeliveryInfo,
  JetStreamPlace,
  NatsHeaders,
} from "@natsbridge/transport";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import type { ReceivedEnvelope } from "../receive/received.ts";
import type { PoisonHandler } from "./report-poison.ts";

/** Options of `NATSBridge.consume`, besides those of `smartreceive`. */
export interface ConsumeOptions extends Omit<SmartReceiveOptions, "lazy">, JetStreamPlace {
  readonly stream: string;
  /**
   * Durable consumer, made where it does not exist; all that use its name share the messages.
   * Without it the messages come in order to this call alone, and nothing is acknowledged or removed.
   */
  readonly consumer?: string | undefined;
  /** Only these subjects. Default: all of the stream. */
  readonly filter_subjects?: readonly string[] | undefined;
  /**
   * How many messages are in hand at once. A handler gets so many at a time, in no order; an iteration has so many
   * downloaded and decoded ahead, and gives them in order. Default: 1.
   */
  readonly concurrency?: number | undefined;
  /** Of a new consumer: time after which an unacknowledged message is delivered again, in ms. Default: 30,000. */
  readonly ack_wait?: number | undefined;
  /**
   * Deliveries after which a message that keeps failing is given up, also where whoever handled it died each time.
   * It is counted here and not by the server, which would only stop delivering. Default: the consumer's, else no limit.
   */
  readonly max_deliver?: number | undefined;
  /** Of a new consumer: where it begins. Default: `"all"`. */
  readonly deliver_policy?: DeliverPolicy | undefined;
  /** Wait before a failed message is delivered again, in ms; doubles with each delivery. Default: 1,000. */
  readonly nak_delay?: number | undefined;
  /** Longest such wait in ms. Default: 60,000. */
  readonly max_nak_delay?: number | undefined;
  /** Wait until the server has confirmed each ack. Default: only where a file is removed after it. */
  readonly double_ack?: boolean | undefined;
  /**
   * Whether files are removed after the confirmed ack where the message says `remove_after: "ack"`. Whoever may publish
   * can ask for that. Default: true.
   */
  readonly remove_files?: boolean | undefined;
  /** A message whose `msg_id` was handled within this time, in ms, is acknowledged and not handled again. Default: 0, off. */
  readonly dedup_window?: number | undefined;
  /**
   * Where messages go that can never be read, or have failed too often: the body unchanged, with its links, and
   * headers that tell why. Default: nowhere.
   */
  readonly dead_letter_subject?: string | undefined;
  /**
   * Told of such a message before it is terminated: with a `NatsBridgeError` where it cannot be read, with the
   * handler's own error where that failed too often. The logger is told as well, and of deliveries that fail and come
   * again. Default: without a logger either, warnings of the process, one a minute for each code.
   */
  readonly on_poison?: PoisonHandler<Error> | undefined;
  /** Told of reconnects and of a consumer that does not answer. */
  readonly on_status?: ((status: ConsumeStatus) => void) | undefined;
}

/** A received message of a stream that waits for its settlement. The first settlement counts. */
export interface Delivery {
  readonly env: ReceivedEnvelope;
  readonly info: DeliveryInfo;
  /** Headers of the message. */
  readonly headers: NatsHeaders | undefined;
  /** Of a dead letter: why it was given up. What a dead letter says of itself is its publisher's word. */
  readonly reason: string | undefined;
  /** Of a dead letter: the code of the error. */
  readonly code: string | undefined;
  /** Of a dead letter: the stream it came from. */
  readonly stream: string | undefined;
  /** Of a dead letter: its sequence in that stream. */
  readonly seq: number | undefined;
  /** Of a dead letter: how often it was delivered. */
  readonly deliveries: number | undefined;
  /**
   * Done. Files whose sender said `remove_after: "ack"` are removed once the server has confirmed it. With `double_ack`
   * it rejects with `timeout` or `connection_failed` where that did not come: then the message may be delivered again.
   */
  ack(): Promise<void>;
  /** Not done: deliver again, after a delay in ms. */
  nak(delay?: number): void;
  /** Never deliver again. */
  term(reason?: string): void;
}

/** Handles one message. It is acknowledged when this resolves, and delivered again when it rejects. */
export type DeliveryHandler = (env: ReceivedEnvelope, delivery: Delivery) => unknown;

/** A consumption under way. */
export interface EnvelopeConsumption {
  /** Resolves when the consumer stands; rejects where it cannot be had. */
  readonly ready: Promise<void>;
  /** Resolves when it has ended and nothing is in hand, with the error where one ended it. */
  readonly closed: Promise<NatsBridgeError | undefined>;
  /** No new messages; resolves when what is in hand is finished. A handler must not await it: it would wait for itself. */
  stop(): Promise<void>;
}

/** A consumption that is iterated. Ending the iteration stops it; what was not settled then is delivered again. */
export interface DeliveryIterable extends EnvelopeConsumption, AsyncIterable<Delivery> {}
