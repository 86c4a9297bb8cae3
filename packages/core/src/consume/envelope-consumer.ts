import { mapInOrder, messageOf, NatsBridgeError, partLoader } from "@natsbridge/schema/base";
import {
  type ConsumedMessage,
  type ConsumeStatus,
  type Consumption,
  consumeMessages,
  flushWithin,
  type NatsConnection,
  placeOf,
} from "@natsbridge/transport";
import { logSafely } from "../telemetry/log-safely.ts";
import type {
  ConsumeOptions,
  Delivery,
  DeliveryHandler,
  DeliveryIterable,
} from "./consume-options.ts";
import { type ConsumeSettings, consumeSettings } from "./consume-settings.ts";
import type { ConsumedDelivery } from "./consumed-delivery.ts";
import type { ConsumeHooks, ConsumeTold, DeliveryContext } from "./delivery-context.ts";
import { RecentIds } from "./recent-ids.ts";

/** A page that never consumes a stream does not load it. */
const consumedDeliveryPart = partLoader(() => import("./consumed-delivery.ts"));
const deadLetterLoopPart = partLoader(() => import("./dead-letter-loop.ts"));

/** Time the server has to read the last acknowledgements, in ms. */
const FLUSH_TIMEOUT = 2_000;

/** Consumes a stream, envelope by envelope; see `NATSBridge.consume`. */
export class EnvelopeConsumer implements DeliveryIterable {
  readonly ready: Promise<void>;
  readonly closed: Promise<NatsBridgeError | undefined>;
  readonly #connection: NatsConnection;
  readonly #settings: ConsumeSettings;
  readonly #hooks: ConsumeHooks;
  readonly #handled: RecentIds;
  readonly #consumption: Promise<Consumption>;
  readonly #inHand = new Set<Promise<void>>();

  /** @throws NatsBridgeError `invalid_config` or `invalid_subject` for an option; everything else comes later. */
  constructor(
    connection: NatsConnection,
    options: ConsumeOptions,
    handler: DeliveryHandler | undefined,
    hooks: ConsumeHooks,
  ) {
    this.#connection = connection;
    this.#hooks = hooks;
    this.#settings = consumeSettings(options);
    this.#handled = new RecentIds(this.#settings.dedup_window);
    this.#consumption = this.#start();
    this.ready = this.#consumption.then(() => undefined);
    this.closed = this.#run(handler);
    // Whoever looks at it gets the error; nobody has to.
    this.ready.catch(() => undefined);
  }

  async stop(): Promise<void> {
    const consumption = await this.#consumption.catch(() => undefined);
    await consumption?.stop();
    await Promise.all(this.#inHand);
    // Whoever ends the process now must not lose the acknowledgements that have not left it.
    await flushWithin(this.#connection, FLUSH_TIMEOUT);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Delivery, void, undefined> {
    const consumption = await this.#consumption;
    const open = new Set<ConsumedDelivery>();
    let isEnded = false;
    const receive = async (message: ConsumedMessage) => {
      const delivery = await this.#receive(message, consumption);
      if (isEnded) delivery?.nak();
      if (isEnded || delivery === undefined) return undefined;
      open.add(delivery);
      void delivery.settled.then(() => open.delete(delivery));
      return delivery;
    };
    try {
      for await (const delivery of mapInOrder(consumption, this.#settings.concurrency, receive)) {
        if (delivery !== undefined) yield delivery;
      }
    } finally {
      isEnded = true;
      for (const delivery of open) delivery.nak();
      await this.stop();
    }
  }

  async #start(): Promise<Consumption> {
    const { stream, consumer, filter_subjects, ack_wait, deliver_policy, signal } = this.#settings;
    await consumedDeliveryPart();
    const { assertNoLoop } = await deadLetterLoopPart();
    await assertNoLoop(this.#connection, this.#settings);
    return consumeMessages(this.#connection, {
      ...placeOf(this.#settings),
      stream,
      max_messages: this.#settings.concurrency,
      consumer,
      filter_subjects,
      ack_wait,
      deliver_policy,
      on_status: (status) => this.#passStatus(status),
      signal,
    });
  }

  async #run(handler: DeliveryHandler | undefined): Promise<NatsBridgeError | undefined> {
    let end: unknown;
    try {
      const consumption = await this.#consumption;
      if (handler !== undefined) await this.#handleAll(consumption, handler);
      end = await consumption.closed;
    } catch (error) {
      end = error;
    }
    await Promise.all(this.#inHand);
    if (end === undefined) return undefined;
    const error = asBridgeError(end, this.#settings.stream);
    const text = `The consumption ended: ${error.message}`;
    // An iteration rejects with it.
    this.#tell({ code: error.code, text, level: "error", isHeard: handler === undefined });
    return error;
  }

  async #handleAll(consumption: Consumption, handler: DeliveryHandler): Promise<void> {
    for await (const message of consumption) {
      const work = this.#handle(message, consumption, handler);
      this.#inHand.add(work);
      void work.finally(() => this.#inHand.delete(work));
      // An ordered consumption has no bound of its own, since nothing is settled there.
      if (this.#inHand.size >= this.#settings.concurrency) await Promise.race(this.#inHand);
    }
  }

  /** Never rejects. */
  async #handle(
    message: ConsumedMessage,
    consumption: Consumption,
    handler: DeliveryHandler,
  ): Promise<void> {
    const delivery = await this.#receive(message, consumption);
    if (delivery === undefined) return;
    try {
      await delivery.handle(handler);
    } catch (error) {
      return delivery.fail(error);
    }
    try {
      await delivery.ack();
    } catch (error) {
      const { correlation_id } = delivery.env;
      const { subject } = message;
      this.#tell({ code: "ack", text: messageOf(error), fields: { correlation_id, subject } });
    }
  }

  /** A message as a delivery; undefined when it was settled here already. */
  async #receive(
    message: ConsumedMessage,
    consumption: Consumption,
  ): Promise<ConsumedDelivery | undefined> {
    const context: DeliveryContext = {
      connection: this.#connection,
      settings: this.#settings,
      handled: this.#handled,
      max_deliver: lowestLimit(this.#settings.max_deliver, consumption.max_deliver),
      tell: ({ fields, ...told }) =>
        this.#tell({ ...told, fields: { subject: message.subject, ...fields } }),
    };
    const { ConsumedDelivery } = await consumedDeliveryPart();
    return ConsumedDelivery.receive(message, context);
  }

  #passStatus(status: ConsumeStatus): void {
    const { type, description } = status;
    const { on_status, logger, stream } = this.#settings;
    if (type === "kept") logSafely(logger, "warn", description, { stream });
    if (type === "stream_remade" || type === "sequence_gap" || type === "ack_pending_full") {
      this.#tell({ code: type, text: description, isHeard: on_status !== undefined });
      this.#hooks.onStatus({ type, stream, advice: description });
    }
    on_status?.(status);
  }

  #tell({ fields, ...told }: ConsumeTold): void {
    const { logger, stream } = this.#settings;
    this.#hooks.teller.tell({
      ...told,
      logger,
      operation: "consume",
      fields: { stream, ...fields },
    });
  }
}

/** The server stops delivering at its own limit, so that the lower one counts. Below 1 there is none. */
function lowestLimit(ours: number | undefined, consumers: number | undefined): number {
  const limits = [ours, consumers].filter((limit) => limit !== undefined && limit > 0);
  return Math.min(...limits.map(Number), Number.POSITIVE_INFINITY);
}

function asBridgeError(error: unknown, stream: string): NatsBridgeError {
  if (NatsBridgeError.isInstance(error)) return error;
  const why = messageOf(error);
  const message = `Consuming stream "${stream}" failed: ${why}`;
  return new NatsBridgeError({ code: "connection_failed", message, cause: error });
}
