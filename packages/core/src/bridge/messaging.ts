import { type NatsConnection, publishOn } from "@natsbridge/transport";
import { isEmpty, mergeOptions } from "../options/bridge-options.ts";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import type { SmartSendOptions } from "../options/send-options.ts";
import type { ReceivableMessage } from "../receive/receivable-message.ts";
import { receiveMessage } from "../receive/receive-message.ts";
import type { LazyEnvelope, ReceivedEnvelope } from "../receive/received.ts";
import type { SendPayload } from "../send/payload-list.ts";
import { type Sent, sendMessage } from "../send/send-message.ts";
import { accepted } from "./accepted.ts";
import { type AnswerableEnvelope, answerOptions } from "./answer.ts";
import type { PreparedDefaults } from "./prepared-defaults.ts";
import { type RequestEnvelopeOptions, requestMessage, storedQuestion } from "./request-message.ts";

/** The part of a bridge that sends, asks and answers. */
export class Messaging {
  /** What everything here goes over. */
  protected readonly held: NatsConnection;
  /** Of every send and receive. */
  protected readonly defaults: PreparedDefaults;

  protected constructor(held: NatsConnection, defaults: PreparedDefaults) {
    this.held = held;
    this.defaults = defaults;
  }

  /** As the function `smartsend`, on this connection. */
  async smartsend(
    subject: string,
    data: readonly SendPayload[],
    options: SmartSendOptions = {},
  ): Promise<Sent> {
    const sending = this.defaults.sending(this.held, options);
    return sendMessage(subject, data, sending, publishOn);
  }

  /** As the function `smartreceive`. */
  smartreceive(
    message: ReceivableMessage,
    options: SmartReceiveOptions & { readonly lazy: true },
  ): Promise<LazyEnvelope>;
  smartreceive(
    message: ReceivableMessage,
    options?: SmartReceiveOptions & { readonly lazy?: false | undefined },
  ): Promise<ReceivedEnvelope>;
  async smartreceive(
    message: ReceivableMessage,
    options: SmartReceiveOptions = {},
  ): Promise<ReceivedEnvelope | LazyEnvelope> {
    return receiveMessage(message, this.defaults.receiving(options));
  }

  /**
   * Sends a message and resolves with its answer.
   *
   * @throws NatsBridgeError `rejected` where the answer is a NACK (`details.reason` says why, `details.env` is the
   *   answer), `no_responders` where nobody listens, `timeout`, and all of `smartsend` and `smartreceive`.
   */
  async request(
    subject: string,
    data: readonly SendPayload[],
    options: RequestEnvelopeOptions & SmartReceiveOptions = {},
  ): Promise<ReceivedEnvelope> {
    const { sending, receiving } = this.defaults.requesting(this.held, options);
    const { timeout } = options;
    const answer = await requestMessage(this.held, subject, data, sending, timeout);
    try {
      const env = await receiveMessage(answer, receiving);
      return accepted(env as ReceivedEnvelope, subject);
    } catch (error) {
      throw storedQuestion(answer, subject) ?? error;
    }
  }

  /**
   * Answers a message: to its `reply_to`, under its `correlation_id`, with its `msg_id` as `reply_to_msg_id`.
   *
   * @throws NatsBridgeError `invalid_subject` where the message has no `reply_to`, and all of `smartsend`.
   */
  async reply(
    env: AnswerableEnvelope,
    data: readonly SendPayload[],
    options: SmartSendOptions = {},
  ): Promise<Sent> {
    if (isEmpty(options)) {
      const sending = this.defaults.answering(this.held, env);
      return sendMessage(env.reply_to, data, sending, publishOn);
    }
    const { allow_system_reply } = this.defaults.options;
    const merged = mergeOptions({ allow_system_reply }, options);
    return this.smartsend(env.reply_to, data, answerOptions(env, merged));
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
}
