import type { NatsConnection } from "../connection/nats-connection.ts";
import { askJetStream, isNotFound } from "../jetstream/jetstream-api.ts";
import { type JetStreamPlace, placeOf } from "../jetstream/jetstream-place.ts";
import { toNanos } from "../jetstream/nanos.ts";
import type { DeliverPolicy } from "./deliver-policies.ts";

/** A durable pull consumer as it is made where it does not exist; an existing one keeps its settings. */
export interface ConsumerSettings extends JetStreamPlace {
  readonly stream: string;
  /** Name of the consumer; all that use it share its messages. */
  readonly consumer: string;
  /** Only these subjects; wildcards are legal. Default: all of the stream. */
  readonly filter_subjects?: readonly string[] | undefined;
  /** Time after which an unacknowledged message is delivered again, in ms. Default: 30,000. */
  readonly ack_wait?: number | undefined;
  /** Deliveries of one message at most. Default: no limit. */
  readonly max_deliver?: number | undefined;
  /** Messages delivered and not yet acknowledged at most, over all that use the consumer. Default: 1,000. */
  readonly max_ack_pending?: number | undefined;
  /** Default: `"all"`. */
  readonly deliver_policy?: DeliverPolicy | undefined;
}

/** What the server says of a consumer. */
export interface ConsumerInfo {
  readonly name: string;
  /** Delivered and not settled; those given back with a delay too. */
  readonly num_ack_pending?: number;
  /** Not delivered yet. */
  readonly num_pending?: number;
  readonly config: {
    /** In ns. */
    readonly ack_wait?: number;
    readonly max_deliver?: number;
    readonly ack_policy?: string;
    readonly deliver_subject?: string;
    readonly deliver_policy?: string;
    readonly max_ack_pending?: number;
    readonly headers_only?: boolean;
    readonly filter_subject?: string;
    readonly filter_subjects?: readonly string[];
  };
}

/** Whoever stops does not wait long for it, in ms. */
const DELETE_TIMEOUT = 1_000;

/** Asks for a consumer. Rejects as the JetStream API answers. */
export function consumerInfo(
  connection: NatsConnection,
  stream: string,
  consumer: string,
  place: JetStreamPlace,
): Promise<ConsumerInfo> {
  const what = `CONSUMER.INFO.${stream}.${consumer}`;
  return askJetStream<ConsumerInfo>(connection, what, undefined, placeOf(place));
}

/** Makes a consumer from a configuration in the server's own form. Rejects as the JetStream API answers. */
export function createConsumer(
  connection: NatsConnection,
  stream: string,
  name: string,
  config: object,
  place: JetStreamPlace,
): Promise<ConsumerInfo> {
  const body = { stream_name: stream, config: { name, ...config } };
  return askJetStream(connection, `CONSUMER.CREATE.${stream}.${name}`, body, placeOf(place));
}

/** Deletes a consumer. Rejects as the JetStream API answers. */
export async function deleteConsumer(
  connection: NatsConnection,
  stream: string,
  name: string,
  place: JetStreamPlace,
): Promise<void> {
  const options = { ...placeOf(place), timeout: DELETE_TIMEOUT };
  await askJetStream(connection, `CONSUMER.DELETE.${stream}.${name}`, undefined, options);
}

/** Gives a durable consumer, making it where it does not exist. Rejects as the JetStream API answers. */
export async function ensureConsumer(
  connection: NatsConnection,
  settings: ConsumerSettings,
): Promise<ConsumerInfo> {
  const { stream, consumer, ack_wait, filter_subjects, max_deliver, max_ack_pending } = settings;
  try {
    return await consumerInfo(connection, stream, consumer, settings);
  } catch (error) {
    if (!isNotFound(error, "consumer")) throw error;
  }
  const config = {
    durable_name: consumer,
    ack_policy: "explicit",
    deliver_policy: settings.deliver_policy ?? "all",
    ack_wait: toNanos(ack_wait),
    filter_subjects,
    max_deliver,
    max_ack_pending,
  };
  return createConsumer(connection, stream, consumer, config, settings);
}
