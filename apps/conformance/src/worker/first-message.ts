import { type NATSBridge, NatsBridgeError, type ReceivedEnvelope } from "@natsbridge/core";
import { type Job, needed } from "./job.ts";
import { receiveOptions } from "./job-options.ts";
import type { LogReport } from "./log-report.ts";

/** What a registration waits for: the first message that can be read. */
export interface FirstMessage {
  readonly env: ReceivedEnvelope;
  /** Messages before it that could not be read, and did not end the subscription. */
  readonly passed_over: number;
}

/** Wrapped: an async function would wait for the message itself. */
interface Waiting {
  readonly message: Promise<FirstMessage>;
}

/** Subscribes; what cannot be read is the answer, unless the job passes over such messages. */
export async function firstMessage(
  bridge: NATSBridge,
  job: Job,
  log?: LogReport,
): Promise<Waiting> {
  const poison = new Poison(job);
  const subscription = bridge.subscribe(needed(job.subject, "subject"), {
    ...receiveOptions(job.options ?? {}),
    ...(log && { logger: log.logger }),
    on_poison: poison.take,
  });
  await subscription.ready;
  const first = async () => {
    for await (const env of subscription) return poison.before(env);
    throw new NatsBridgeError({ code: "timeout", message: "the subscription ended" });
  };
  const message = Promise.race([first(), poison.fault]).finally(() => subscription.unsubscribe());
  return { message };
}

/** As {@link firstMessage}, of a stream, and acknowledged. */
export async function firstDelivery(bridge: NATSBridge, job: Job): Promise<Waiting> {
  const poison = new Poison(job);
  const { filter_subject, options = {} } = job;
  const { dead_letter_subject, ack_wait } = options;
  const consumption = bridge.consume({
    stream: needed(job.stream, "stream"),
    consumer: needed(job.consumer, "consumer"),
    ...(filter_subject !== undefined && { filter_subjects: [filter_subject] }),
    on_poison: poison.take,
    ...receiveOptions(options),
    ...(typeof dead_letter_subject === "string" && { dead_letter_subject }),
    ...(typeof ack_wait === "number" && { ack_wait }),
  });
  await consumption.ready;
  const first = async () => {
    for await (const delivery of consumption) {
      await delivery.ack();
      return poison.before(delivery.env);
    }
    throw new NatsBridgeError({ code: "timeout", message: "the consumer ended" });
  };
  return { message: Promise.race([first(), poison.fault]) };
}

/** Messages that cannot be read: counted where a job passes over them, else the first is its answer. */
class Poison {
  readonly fault: Promise<never>;
  readonly take: (error: Error) => void;
  #count = 0;

  constructor({ pass_over }: Job) {
    const { promise, reject } = Promise.withResolvers<never>();
    this.fault = promise;
    this.take = (error) => {
      if (pass_over) this.#count++;
      else reject(error);
    };
  }

  before(env: ReceivedEnvelope): FirstMessage {
    return { env, passed_over: this.#count };
  }
}
