import { NatsBridgeError } from "@natsbridge/schema";
import {
  connect,
  type NatsConnection,
  PublishFlow,
  type StatusEvents,
  statusEvents,
} from "@natsbridge/transport";
import { brokerUrl } from "../locations.ts";
import type { ReceivableMessage } from "../receive/receivable-message.ts";
import type { SmartReceiveOptions } from "../receive/receive-options.ts";
import type { LazyEnvelope, ReceivedEnvelope } from "../receive/received.ts";
import type { SendPayload } from "../send/payload-list.ts";
import type { Sent } from "../send/send-message.ts";
import type { SmartSendOptions } from "../send/send-options.ts";
import { smartreceive } from "../smartreceive.ts";
import { smartsend } from "../smartsend.ts";
import { type BridgeOptions, mergeOptions } from "./bridge-options.ts";
import { RunningConsume } from "./consume.ts";
import type {
  ConsumeOptions,
  DeliveryHandler,
  DeliveryIterable,
  EnvelopeConsumption,
} from "./consume-options.ts";
import {
  type EnvelopeSubscription,
  type SubscribeEnvelopesOptions,
  subscribeEnvelopes,
} from "./envelope-subscription.ts";
import { type RequestEnvelopeOptions, requestMessage } from "./request-message.ts";

/** What an answer needs of the message it answers. */
export type AnswerableEnvelope = Pick<
  ReceivedEnvelope,
  "reply_to" | "msg_id" | "correlation_id" | "sender_name" | "sender_id"
>;

/**
 * One connection for its lifetime, which reconnects by itself, and defaults for every send and receive.
 *
 * @example
 * await using bridge = await NATSBridge.connect({ broker_url: "nats://localhost:4222" });
 * for await (const env of bridge.subscribe("chat")) console.log(env.payloads);
 */
export class NATSBridge {
  /** The connection: ours, or the one that was passed as `nats_connection`. */
  readonly connection: NatsConnection;
  readonly #defaults: BridgeOptions;
  readonly #isOwner: boolean;
  readonly #subscriptions = new Set<EnvelopeSubscription<unknown>>();

  private constructor(connection: NatsConnection, defaults: BridgeOptions, isOwner: boolean) {
    this.connection = connection;
    this.#defaults = { ...defaults, nats_connection: connection, signal: undefined };
    this.#isOwner = isOwner;
  }

  /**
   * Connects to `broker_url`, or takes `nats_connection`, which it then never closes.
   *
   * @throws NatsBridgeError `connection_failed`, `permission_denied`, `invalid_config`, `aborted`.
   */
  static async connect(options: BridgeOptions = {}): Promise<NATSBridge> {
    const { nats_connection, connect_timeout, connection_options, signal } = options;
    const defaults = { ...options, flow: options.flow ?? publishFlow(options) };
    if (nats_connection) return new NATSBridge(nats_connection, defaults, false);
    const connection = await connect({
      servers: brokerUrl(options.broker_url),
      ...(connect_timeout !== undefined && { connect_timeout }),
      ...(connection_options && { connection_options }),
      ...(signal && { signal }),
    });
    return new NATSBridge(connection, defaults, true);
  }

  /** As the function {@link smartsend}, on this connection. */
  smartsend(
    subject: string,
    data: readonly SendPayload[],
    options: SmartSendOptions = {},
  ): Promise<Sent> {
    return smartsend(subject, data, mergeOptions(this.#defaults, options));
  }

  /** As the function {@link smartreceive}. */
  smartreceive(
    message: ReceivableMessage,
    options: SmartReceiveOptions & { readonly lazy: true },
  ): Promise<LazyEnvelope>;
  smartreceive(
    message: ReceivableMessage,
    options?: SmartReceiveOptions & { readonly lazy?: false | undefined },
  ): Promise<ReceivedEnvelope>;
  smartreceive(
    message: ReceivableMessage,
    options: SmartReceiveOptions = {},
  ): Promise<ReceivedEnvelope | LazyEnvelope> {
    return smartreceive(message, mergeOptions(this.#defaults, options));
  }

  /**
   * Receives the messages of a subject; wildcards are allowed. One bad message never ends it (see `on_poison`);
   * a refused subscription ends it with `permission_denied`.
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
    const merged = mergeOptions(this.#defaults, options);
    const subscription = subscribeEnvelopes<ReceivedEnvelope & LazyEnvelope>(
      this.connection,
      subject,
      merged,
      () => this.#subscriptions.delete(subscription),
    );
    this.#subscriptions.add(subscription);
    return subscription;
  }

  /**
   * Sends a message and resolves with its answer.
   *
   * @throws NatsBridgeError `no_responders` where nobody listens, `timeout`, and all of `smartsend` and `smartreceive`.
   */
  async request(
    subject: string,
    data: readonly SendPayload[],
    options: RequestEnvelopeOptions & SmartReceiveOptions = {},
  ): Promise<ReceivedEnvelope> {
    const merged = mergeOptions(this.#defaults, options);
    const answer = await requestMessage(this.connection, subject, data, merged);
    return smartreceive(answer, { ...merged, lazy: false });
  }

  /** Answers a message: to its `reply_to`, under its `correlation_id`, with its `msg_id` as `reply_to_msg_id`. */
  reply(
    env: AnswerableEnvelope,
    data: readonly SendPayload[],
    options: SmartSendOptions = {},
  ): Promise<Sent> {
    if (env.reply_to === "") {
      throw new NatsBridgeError({
        code: "invalid_subject",
        message: `Message ${env.msg_id} has no reply_to, so there is nowhere to answer`,
      });
    }
    return this.smartsend(env.reply_to, data, {
      correlation_id: env.correlation_id,
      receiver_name: env.sender_name,
      receiver_id: env.sender_id,
      ...options,
      reply_to_msg_id: env.msg_id,
    });
  }

  /** Tells the sender that its message was handled: an answer of `msg_purpose` `ACK`. */
  ack(env: AnswerableEnvelope, options: SmartSendOptions = {}): Promise<Sent> {
    return this.reply(env, [], { ...options, msg_purpose: "ACK" });
  }

  /** Tells the sender that its message was not handled: an answer of `msg_purpose` `NACK`, `metadata.reason` says why. */
  nack(env: AnswerableEnvelope, reason: string, options: SmartSendOptions = {}): Promise<Sent> {
    const metadata = { ...options.metadata, reason };
    return this.reply(env, [], { ...options, msg_purpose: "NACK", metadata });
  }

  /**
   * Consumes a JetStream stream: each message is acknowledged after its handler's success, kept alive while it is
   * downloaded and handled, and delivered again with a growing delay when that fails. What can never be read, or has
   * failed `max_deliver` times, is reported, kept under `dead_letter_subject` and terminated; a file that is gone
   * counts as such, a file server that does not answer does not.
   *
   * Without a handler it is iterated, and each delivery settled by the caller.
   */
  consume(options: ConsumeOptions, handler: DeliveryHandler): EnvelopeConsumption;
  consume(options: ConsumeOptions): DeliveryIterable;
  consume(options: ConsumeOptions, handler?: DeliveryHandler): DeliveryIterable {
    const merged = mergeOptions(this.#defaults, options);
    return new RunningConsume(this.connection, merged, handler);
  }

  /** What happens to the connection, until it closes or `stop()` is called. */
  status(): StatusEvents {
    return statusEvents(this.connection);
  }

  /** Ends the subscriptions, sends what is pending and closes the connection if it is ours. Safe to call twice. */
  async close(): Promise<void> {
    if (this.connection.isClosed()) return;
    if (this.#isOwner) return this.connection.drain();
    const subscriptions = [...this.#subscriptions];
    this.#subscriptions.clear();
    await Promise.allSettled(subscriptions.map((subscription) => subscription.drain()));
  }

  /** As {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function publishFlow({ max_bytes_per_second, max_unflushed_bytes }: BridgeOptions): PublishFlow {
  return new PublishFlow({
    ...(max_bytes_per_second !== undefined && { max_bytes_per_second }),
    ...(max_unflushed_bytes !== undefined && { max_unflushed_bytes }),
  });
}
