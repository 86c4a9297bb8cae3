import { formatLogLine, NatsBridgeError } from "@natsbridge/schema";
import {
  type ConsumedMessage,
  type Consumption,
  consumeMessages,
  type NatsConnection,
} from "@natsbridge/transport";
import { numberOption } from "../check-option.ts";
import type {
  ConsumeOptions,
  Delivery,
  DeliveryHandler,
  DeliveryIterable,
} from "./consume-options.ts";
import { ConsumedDelivery } from "./consumed-delivery.ts";
import { RecentIds } from "./recent-ids.ts";

/** Consumes a stream, envelope by envelope; see `NATSBridge.consume`. */
export class RunningConsume implements DeliveryIterable {
  readonly ready: Promise<void>;
  readonly closed: Promise<NatsBridgeError | undefined>;
  readonly #options: ConsumeOptions;
  readonly #connection: NatsConnection;
  readonly #consumption: Promise<Consumption>;
  readonly #stopping = new AbortController();
  readonly #inHand = new Set<Promise<void>>();
  readonly #handled: RecentIds;
  readonly #concurrency: number;

  constructor(
    connection: NatsConnection,
    options: ConsumeOptions,
    handler: DeliveryHandler | undefined,
  ) {
    this.#connection = connection;
    this.#options = options;
    this.#concurrency = numberOption("concurrency", options.concurrency, 1, 1);
    this.#handled = new RecentIds(numberOption("dedup_window", options.dedup_window, 0));
    this.#consumption = this.#start();
    this.ready = this.#consumption.then(() => undefined);
    this.closed = this.#run(handler);
    // Whoever looks at them gets the error; nobody has to.
    this.ready.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const consumption = await this.#consumption.catch(() => undefined);
    await consumption?.stop();
    await Promise.all(this.#inHand);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Delivery, void, undefined> {
    const consumption = await this.#consumption;
    const open = new Set<ConsumedDelivery>();
    try {
      for await (const message of consumption) {
        const delivery = await this.#receive(message, consumption);
        if (delivery === undefined) continue;
        open.add(delivery);
        void delivery.settled.then(() => open.delete(delivery));
        yield delivery;
      }
    } finally {
      for (const delivery of open) delivery.nak();
      await this.stop();
    }
  }

  async #start(): Promise<Consumption> {
    const { stream, consumer, filter_subjects, ack_wait, max_deliver } = this.#options;
    const { deliver_policy, on_status, signal } = this.#options;
    return consumeMessages(this.#connection, {
      stream,
      max_messages: this.#concurrency,
      ...(consumer !== undefined && { consumer }),
      ...(filter_subjects && { filter_subjects }),
      ...(ack_wait !== undefined && { ack_wait }),
      ...(max_deliver !== undefined && { max_deliver }),
      ...(deliver_policy && { deliver_policy }),
      ...(on_status && { on_status }),
      ...(signal && { signal }),
    });
  }

  async #run(handler: DeliveryHandler | undefined): Promise<NatsBridgeError | undefined> {
    try {
      const consumption = await this.#consumption;
      if (handler !== undefined) await this.#handleAll(consumption, handler);
      const error = await consumption.closed;
      await Promise.all(this.#inHand);
      return error;
    } catch (error) {
      return NatsBridgeError.isInstance(error) ? error : undefined;
    }
  }

  async #handleAll(consumption: Consumption, handler: DeliveryHandler): Promise<void> {
    for await (const message of consumption) {
      const work = this.#handle(message, consumption, handler);
      this.#inHand.add(work);
      void work.finally(() => this.#inHand.delete(work));
      // An ordered consumption has no bound of its own, since nothing is settled there.
      if (this.#inHand.size >= this.#concurrency) await Promise.race(this.#inHand);
    }
  }

  async #handle(
    message: ConsumedMessage,
    consumption: Consumption,
    handler: DeliveryHandler,
  ): Promise<void> {
    const delivery = await this.#receive(message, consumption);
    if (delivery === undefined) return;
    try {
      await handler(delivery.env, delivery);
      await delivery.ack();
    } catch (error) {
      await delivery.fail(error);
    }
  }

  /** A message as a delivery; undefined when it was settled here already. */
  async #receive(
    message: ConsumedMessage,
    consumption: Consumption,
  ): Promise<ConsumedDelivery | undefined> {
    return ConsumedDelivery.receive(message, {
      connection: this.#connection,
      options: this.#options,
      handled: this.#handled,
      max_deliver: this.#options.max_deliver ?? consumption.max_deliver,
      isOrdered: this.#options.consumer === undefined,
      stopping: this.#stopping.signal,
      warn: (correlation_id, text) =>
        this.#options.logger?.warn(formatLogLine(correlation_id, text), {
          correlation_id,
          subject: message.subject,
        }),
    });
  }
}
