import { durationOption, invalidConfig, partLoader } from "@natsbridge/schema/base";
import {
  closeConnection,
  LastingConnection,
  type NatsConnection,
  type StreamNews,
} from "@natsbridge/transport";
import type {
  ConsumeOptions,
  DeliveryHandler,
  DeliveryIterable,
  EnvelopeConsumption,
} from "../consume/consume-options.ts";
import { assertConsumeOptions } from "../consume/consume-settings.ts";
import { EnvelopeConsumer } from "../consume/envelope-consumer.ts";
import {
  assertSubscribeOptions,
  type EnvelopeSubscription,
  type SubscribeEnvelopesOptions,
  subscribeEnvelopes,
} from "../consume/envelope-subscription.ts";
import { type BridgeOptions, bridgeDefaults, mergeOptions } from "../options/bridge-options.ts";
import { callOptions } from "../options/call-options.ts";
import { assertOptions } from "../options/known-options.ts";
import type { LazyEnvelope, ReceivedEnvelope } from "../receive/received.ts";
import { Teller } from "../telemetry/teller.ts";
import { bridgeConnection } from "./bridge-connection.ts";
import { type BridgeStatusEvents, pilingUp, publishRefused } from "./bridge-status.ts";
import { Messaging } from "./messaging.ts";
import { OpenReaders } from "./open-readers.ts";
import { PreparedDefaults } from "./prepared-defaults.ts";
import type { Redriven, RedriveOptions } from "./redrive.ts";
import { RunningService } from "./running-service.ts";
import {
  assertServeOptions,
  type ServeHandler,
  type ServeOptions,
  type Service,
} from "./serve-options.ts";
import { StatusFeed } from "./status-feed.ts";

const redrivePart = partLoader(() => import("./redrive.ts"));

const DEFAULT_DRAIN_TIMEOUT = 30_000;

/**
 * A life of its own until `close()`, and defaults for every send and receive. It connects again by itself, also where
 * the NATS client gives up; what it has subscribed to and consumes goes on then, and `status()` tells each step.
 *
 * @example
 * await using bridge = await NATSBridge.connect({ broker_url: "nats://localhost:4222" });
 * for await (const env of bridge.subscribe("chat")) console.log(env.payloads);
 */
export class NATSBridge extends Messaging {
  readonly #isOwner: boolean;
  readonly #drainTimeout: number;
  readonly #status: StatusFeed;
  readonly #readers = new OpenReaders();
  readonly #teller = new Teller();
  #closing: Promise<void> | undefined;

  private constructor(connection: NatsConnection, defaults: PreparedDefaults, isOwner: boolean) {
    super(connection, defaults);
    const { drain_timeout, logger } = defaults.options;
    this.#drainTimeout = drain_timeout ?? DEFAULT_DRAIN_TIMEOUT;
    this.#status = new StatusFeed(connection, logger);
    defaults.onLateRefusal = (error, subject) => this.#status.pass(publishRefused(subject, error));
    defaults.onStreamNews = (news) => this.#passNews(news);
    this.#isOwner = isOwner;
  }

  /**
   * Connects to `broker_url`, or takes `nats_connection`, which it then never closes.
   *
   * @throws NatsBridgeError `connection_failed`, `permission_denied`, `invalid_config`, `aborted`.
   */
  static async connect(given: BridgeOptions = {}): Promise<NATSBridge> {
    assertOptions("connect", given);
    const options = { ...given, ...callOptions(given) };
    durationOption("drain_timeout", options.drain_timeout, DEFAULT_DRAIN_TIMEOUT, {
      infinite: true,
    });
    const defaults = new PreparedDefaults(bridgeDefaults(options));
    const connection = await bridgeConnection(options);
    return new NATSBridge(connection, defaults, !options.nats_connection);
  }

  /**
   * The connection of the NATS client that is in use now, ours or the one that was passed as `nats_connection`. Ask for
   * it each time: where the client gives up, another one takes its place.
   */
  get connection(): NatsConnection {
    const connection = this.held;
    return connection instanceof LastingConnection ? connection.current : connection;
  }

  /**
   * Receives the messages of a subject; wildcards are allowed. One bad message never ends it (see `on_poison`);
   * a refused subscription ends it with `permission_denied`, which `ready` rejects with, too.
   *
   * @throws NatsBridgeError `invalid_subject`, `invalid_config`, `connection_failed` on a closed connection.
   */
  subscribe(
    subject: string,
    options: SubscribeEnvelopesOptions & { readonly lazy: true },
  ): EnvelopeSubscription<LazyEnvelope>;
  subscribe(
    subject: string,
    options?: SubscribeEnvelopesOptions & { readonly lazy?: false | undefined },
  ): EnvelopeSubscription<ReceivedEnvelope>;
  subscribe(
    subject: string,
    options: SubscribeEnvelopesOptions = {},
  ): EnvelopeSubscription<ReceivedEnvelope> | EnvelopeSubscription<LazyEnvelope> {
    assertSubscribeOptions(options);
    const merged = mergeOptions(this.defaults.options, options);
    const subscription = subscribeEnvelopes<ReceivedEnvelope & LazyEnvelope>(
      this.held,
      subject,
      merged,
      {
        teller: this.#teller,
        onEnd: () => this.#readers.deleteSubscription(subscription),
        onPileUp: (pending) => this.#status.report(pilingUp(subject, pending)),
      },
    );
    this.#readers.addSubscription(subscription);
    this.#status.watchReaders();
    return subscription;
  }

  /**
   * Consumes a JetStream stream: each message is acknowledged after its handler's success, kept alive while it is
   * downloaded and handled, and delivered again with a growing delay when that fails. What can never be read, or has
   * failed `max_deliver` times, is reported, kept under `dead_letter_subject` and terminated; a file that is gone
   * counts as such, a file server that does not answer does not.
   *
   * Without a handler it is iterated, and each delivery settled by the caller.
   *
   * @throws NatsBridgeError `invalid_config` or `invalid_subject` for an option; what the server objects to rejects
   *   `ready`, comes out of `closed`, and goes to the logger.
   */
  consume(options: ConsumeOptions, handler: DeliveryHandler): EnvelopeConsumption;
  consume(options: ConsumeOptions): DeliveryIterable;
  consume(options: ConsumeOptions, handler?: DeliveryHandler): DeliveryIterable {
    assertConsumeOptions(options);
    const merged = mergeOptions(this.defaults.options, options);
    const consumption = new EnvelopeConsumer(this.held, merged, handler, {
      teller: this.#teller,
      onStatus: (status) => this.#status.pass(status),
    });
    this.#readers.addConsumption(consumption);
    this.#status.watchReaders();
    return consumption;
  }

  /**
   * Answers the messages of a subject: a list of payloads that the handler returns is the reply, nothing is an ACK, and
   * what it throws is a NACK with the code of the error (and its message only where `expose_errors` says so). A message
   * that cannot be read is dropped and told as in `subscribe`, and refused where it says whom to answer.
   *
   * @throws NatsBridgeError `invalid_subject`, `invalid_config`, `connection_failed` on a closed connection.
   * @example
   * const service = bridge.serve("square", (env) => [["result", Number(env.payloads[0]?.[1]) ** 2, "dictionary"]]);
   */
  serve(
    subject: string,
    handler: ServeHandler<LazyEnvelope>,
    options: ServeOptions & { readonly lazy: true },
  ): Service;
  serve(
    subject: string,
    handler: ServeHandler,
    options?: ServeOptions & { readonly lazy?: false | undefined },
  ): Service;
  serve(
    subject: string,
    handler: ServeHandler<ReceivedEnvelope & LazyEnvelope>,
    options: ServeOptions = {},
  ): Service {
    if (typeof handler !== "function") throw invalidConfig("handler", "a function", handler);
    assertServeOptions(options);
    const merged = mergeOptions(this.defaults.options, options);
    const teller = this.#teller;
    const service = new RunningService(this.held, subject, handler, merged, {
      answers: this,
      teller,
    });
    this.#readers.addConsumption(service);
    this.#status.watchReaders();
    return service;
  }

  /**
   * Publishes dead letters again to the subjects they came from, where those match `to`, under the id
   * `redrive.<stream>.<seq>`; each is taken out only when a stream has acknowledged it as new. Links are kept. What
   * cannot go back stays, with the reason: no dead letter, another subject, a body that was too large to keep, a file
   * that is gone.
   *
   * @throws NatsBridgeError `invalid_config` or `invalid_subject` for an option, `no_responders` without the stream.
   */
  async redrive(options: RedriveOptions): Promise<Redriven> {
    // A page that never looks at dead letters does not load it.
    const { redriveLetters } = await redrivePart();
    return redriveLetters(this.held, options, this.defaults.receiving({}));
  }

  /** What happens to the connection, and readers that are too slow, until it closes or `stop()` is called. */
  status(): BridgeStatusEvents {
    return this.#status.events();
  }

  /**
   * Finishes the deliveries in hand within `drain_timeout`, ends the subscriptions, sends what is pending, and closes
   * the connection if it is ours. Every call gives the same promise.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#status.close();
    await this.#readers.stopConsumptions(this.#drainTimeout);
    const drained = this.#readers.drainSubscriptions(this.#drainTimeout);
    if (this.#isOwner) return closeConnection(this.held);
    if (!this.held.isClosed()) await drained;
  }

  /** A loss is no less one where nobody reads `status()`. */
  #passNews(news: StreamNews): void {
    const { logger } = this.defaults.options;
    const { type: code, stream, advice: text } = news;
    const told = { logger, operation: "smartsend", code, fields: { stream } };
    if (text !== undefined) this.#teller.tell({ ...told, text, isHeard: code === "durability" });
    this.#status.pass(news);
  }

  /** As {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
