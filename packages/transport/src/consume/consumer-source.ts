import type { NatsConnection } from "../connection/nats-connection.ts";
import { isNotFound } from "../jetstream/jetstream-api.ts";
import { toNanos } from "../jetstream/nanos.ts";
import { assertFit, differences } from "./assert-fit.ts";
import type { ConsumeMessagesOptions, ConsumeStatus } from "./consume-options.ts";
import type { DeliveryInfo } from "./delivery-info.ts";
import {
  type ConsumerSettings,
  consumerInfo,
  createConsumer,
  deleteConsumer,
  ensureConsumer,
} from "./ensure-consumer.ts";
import { SequenceGaps } from "./sequence-gaps.ts";
import { streamIncarnation } from "./stream-incarnation.ts";

/** The consumer behind a consumption: a durable one, or ephemeral ones that follow each other in order. */
export interface ConsumerSource {
  /** Name of the consumer to pull from; may change with `recover`. */
  readonly consumer: string;
  /** In ms; undefined where messages are not acknowledged. */
  readonly ack_wait: number | undefined;
  /** Deliveries of one message at most; below 1 for no limit, undefined where messages are not acknowledged. */
  readonly max_deliver: number | undefined;
  /** How long a stream may be missing that is about to be made anew, in ms. */
  readonly patience: number;
  /** Whether a message is the next in order; where not, it must not be given and `recover` must follow. */
  accepts(info: DeliveryInfo): boolean;
  /** Marks a delivery that may be a repeat though the server does not say so. */
  mark(info: DeliveryInfo): DeliveryInfo;
  /**
   * Looks after the consumer when it does not answer; gives what else it found. Rejects where it is gone; other faults
   * are retryable.
   */
  recover(): Promise<ConsumeStatus | undefined>;
  /** Leaves nothing behind that only this consumption used. Never rejects. */
  end(isClosed: boolean): Promise<void>;
}

/** A durable consumer with explicit acknowledgement. */
export async function durableSource(
  connection: NatsConnection,
  settings: ConsumerSettings & Pick<ConsumeMessagesOptions, "on_status">,
): Promise<ConsumerSource> {
  const { stream, consumer } = settings;
  const info = await ensureConsumer(connection, settings);
  assertFit(info, settings);
  for (const difference of differences(info, settings)) {
    const description = `consumer "${consumer}" keeps its settings: ${difference}`;
    settings.on_status?.({ type: "kept", description });
  }
  let highest = 0;
  return {
    consumer,
    ack_wait: (info.config.ack_wait ?? toNanos(30_000)) / 1e6,
    max_deliver: info.config.max_deliver,
    patience: 0,
    accepts: () => true,
    mark(delivery) {
      // First deliveries come in the order of the stream. A server that was killed forgets what it delivered last.
      const isRepeat = delivery.stream_sequence <= highest;
      highest = Math.max(highest, delivery.stream_sequence);
      return isRepeat && !delivery.redelivered ? { ...delivery, redelivered: true } : delivery;
    },
    async recover() {
      await consumerInfo(connection, stream, consumer, settings);
      return undefined;
    },
    // Others may use it.
    end: async () => undefined,
  };
}

/** Time after which the server drops an ordered consumer nobody pulls from, in ms. */
const INACTIVE = 300_000;

/** A memory stream is gone after a restart until its owner makes it anew, in ms. */
const PATIENCE = 10_000;

/** Messages of a stream in order, without gap and without acknowledgement. */
export async function orderedSource(
  connection: NatsConnection,
  settings: ConsumeMessagesOptions,
): Promise<ConsumerSource> {
  const { stream, filter_subjects } = settings;
  const gaps = new SequenceGaps(connection, settings);
  let deliver_policy = settings.deliver_policy ?? "all";
  const incarnation = () => streamIncarnation(connection, stream, settings);
  const unlessGone = (error: unknown): undefined => {
    if (isNotFound(error, "stream")) throw error;
  };
  let known = await incarnation().catch(unlessGone);
  let lastStreamSequence = 0;
  let lastConsumerSequence = 0;
  let consumer = "";
  const create = async (): Promise<void> => {
    const name = `ordered_${crypto.getRandomValues(new Uint32Array(4)).join("_")}`;
    const start =
      lastStreamSequence === 0
        ? { deliver_policy }
        : { deliver_policy: "by_start_sequence", opt_start_seq: lastStreamSequence + 1 };
    const config = {
      ...start,
      filter_subjects,
      ack_policy: "none",
      max_deliver: 1,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: toNanos(INACTIVE),
    };
    await createConsumer(connection, stream, name, config, settings);
    consumer = name;
    lastConsumerSequence = 0;
  };
  /** A stream that was made anew begins anew; one that lost its tail goes on where that begins. */
  const lookAtStream = async (): Promise<ConsumeStatus | undefined> => {
    // What was known must be asked until it is answered: on another stream, this consumption would wait for ever.
    const now = await (known === undefined ? incarnation().catch(unlessGone) : incarnation());
    if (now === undefined) return undefined;
    const isOther = known !== undefined && now.created !== known.created;
    known = now;
    if (isOther) {
      lastStreamSequence = 0;
      deliver_policy = "all";
      const description = `stream "${stream}" was made anew at ${now.created}; it is read from its start`;
      return { type: "stream_remade", description };
    }
    if (now.last_seq >= lastStreamSequence) return undefined;
    const description = `stream "${stream}" has lost its messages ${now.last_seq + 1} to ${lastStreamSequence}, which were read already; what comes after ${now.last_seq} now is new`;
    lastStreamSequence = now.last_seq;
    return { type: "stream_remade", description };
  };
  await create();
  return {
    get consumer() {
      return consumer;
    },
    ack_wait: undefined,
    max_deliver: undefined,
    patience: PATIENCE,
    accepts(info) {
      if (info.consumer !== consumer || info.consumer_sequence !== lastConsumerSequence + 1) {
        return false;
      }
      gaps.follow(lastStreamSequence, info.stream_sequence);
      lastConsumerSequence = info.consumer_sequence;
      lastStreamSequence = info.stream_sequence;
      return true;
    },
    mark: (info) => info,
    async recover() {
      let found: ConsumeStatus | undefined;
      for (;;) {
        const former = consumer;
        await create();
        void deleteConsumer(connection, stream, former, settings).catch(() => undefined);
        // Asked afterwards: the consumer may have been made on a stream that came meanwhile, where its place is wrong.
        const news = await lookAtStream();
        if (news === undefined) return found;
        found = news;
      }
    },
    async end(isClosed) {
      // On a closed connection the server does it after a while.
      if (isClosed) return;
      await gaps.end();
      await deleteConsumer(connection, stream, consumer, settings).catch(() => undefined);
    },
  };
}
