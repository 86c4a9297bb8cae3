import { NatsBridgeError } from "@natsbridge/schema";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { toNanos } from "../jetstream/nanos.ts";
import type { DeliveryInfo } from "./delivery-info.ts";
import {
  type ConsumerInfo,
  type ConsumerSettings,
  consumerInfo,
  createConsumer,
  deleteConsumer,
  ensureConsumer,
} from "./ensure-consumer.ts";

/** The consumer behind a consumption: a durable one, or ephemeral ones that follow each other in order. */
export interface ConsumerSource {
  /** Name of the consumer to pull from; may change with `recover`. */
  readonly consumer: string;
  /** In ms; undefined where messages are not acknowledged. */
  readonly ack_wait: number | undefined;
  /** Deliveries of one message at most; below 1 for no limit, undefined where messages are not acknowledged. */
  readonly max_deliver: number | undefined;
  /** Whether a message is the next in order; where not, it must not be given and `recover` must follow. */
  accepts(info: DeliveryInfo): boolean;
  /** Marks a delivery that may be a repeat though the server does not say so. */
  mark(info: DeliveryInfo): DeliveryInfo;
  /** Looks after the consumer when it does not answer. Rejects where it is gone; other faults are retryable. */
  recover(): Promise<void>;
  /** Leaves nothing behind that only this consumption used. Never rejects. */
  end(isClosed: boolean): Promise<void>;
}

/** A durable consumer with explicit acknowledgement. */
export async function durableSource(
  connection: NatsConnection,
  settings: ConsumerSettings,
): Promise<ConsumerSource> {
  const { stream, consumer } = settings;
  const info = await ensureConsumer(connection, settings);
  const fault = unfit(info);
  if (fault !== undefined) {
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `Consumer "${consumer}" of stream "${stream}" ${fault}. Name another consumer, or delete it and have it made anew`,
    });
  }
  let highest = 0;
  return {
    consumer,
    ack_wait: (info.config.ack_wait ?? toNanos(30_000)) / 1e6,
    max_deliver: info.config.max_deliver,
    accepts: () => true,
    mark(delivery) {
      // First deliveries come in the order of the stream. A server that was killed forgets what it delivered last.
      const isRepeat = delivery.stream_sequence <= highest;
      highest = Math.max(highest, delivery.stream_sequence);
      return isRepeat && !delivery.redelivered ? { ...delivery, redelivered: true } : delivery;
    },
    async recover() {
      await consumerInfo(connection, stream, consumer);
    },
    // Others may use it.
    end: async () => undefined,
  };
}

function unfit({ config }: ConsumerInfo): string | undefined {
  if (config.deliver_subject) return "is a push consumer; a pull consumer is needed";
  if (config.ack_policy !== "explicit") {
    return `acknowledges by "${config.ack_policy}"; "explicit" is needed`;
  }
  return undefined;
}

/** Time after which the server drops an ordered consumer nobody pulls from, in ms. */
const INACTIVE = 300_000;

/** Messages of a stream in order, without gap and without acknowledgement. */
export async function orderedSource(
  connection: NatsConnection,
  settings: Omit<ConsumerSettings, "consumer">,
): Promise<ConsumerSource> {
  const { stream, filter_subjects } = settings;
  const deliver_policy = settings.deliver_policy ?? "all";
  let lastStreamSequence = 0;
  let lastConsumerSequence = 0;
  let consumer = "";
  const create = async (): Promise<void> => {
    const name = `ordered_${crypto.getRandomValues(new Uint32Array(4)).join("_")}`;
    const start =
      lastStreamSequence === 0
        ? { deliver_policy }
        : { deliver_policy: "by_start_sequence", opt_start_seq: lastStreamSequence + 1 };
    await createConsumer(connection, stream, name, {
      ...start,
      filter_subjects,
      ack_policy: "none",
      max_deliver: 1,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: toNanos(INACTIVE),
    });
    consumer = name;
    lastConsumerSequence = 0;
  };
  await create();
  return {
    get consumer() {
      return consumer;
    },
    ack_wait: undefined,
    max_deliver: undefined,
    accepts(info) {
      if (info.consumer !== consumer || info.consumer_sequence !== lastConsumerSequence + 1) {
        return false;
      }
      lastConsumerSequence = info.consumer_sequence;
      lastStreamSequence = info.stream_sequence;
      return true;
    },
    mark: (info) => info,
    async recover() {
      const former = consumer;
      await create();
      void deleteConsumer(connection, stream, former).catch(() => undefined);
    },
    async end(isClosed) {
      // On a closed connection the server does it after a while.
      if (!isClosed) await deleteConsumer(connection, stream, consumer).catch(() => undefined);
    },
  };
}
