import type { NatsBridgeError } from "@natsbridge/schema";
import { invalidConfig, isGiven } from "@natsbridge/schema/base";
import type { NatsConnection, StreamNews } from "@natsbridge/transport";
import { assertConfirm } from "../options/assert-confirm.ts";
import { type BridgeOptions, isEmpty, mergeOptions } from "../options/bridge-options.ts";
import { assertOptions } from "../options/known-options.ts";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { type ReceiveSettings, receiveSettings } from "../options/receive-settings.ts";
import { sendFileServer } from "../options/send-file-server.ts";
import type { SmartSendOptions } from "../options/send-options.ts";
import { sendSettings } from "../options/send-settings.ts";
import { prepareSend, type Sending } from "../send/sending.ts";
import { type AnswerableEnvelope, answerSettings } from "./answer.ts";
import type { RequestEnvelopeOptions } from "./request-message.ts";

/** The options of a bridge, checked and completed once for all calls that bring none of their own. */
export class PreparedDefaults {
  readonly options: BridgeOptions;
  readonly #receiving: ReceiveSettings;
  #sending: Sending;

  /** @throws NatsBridgeError `invalid_config`: what is wrong shows here and not with the first message. */
  constructor(options: BridgeOptions) {
    this.options = { ...options, signal: undefined };
    this.#sending = prepareSend(this.options);
    this.#receiving = receiveSettings(this.options);
    this.#receiving.links();
  }

  /** Whom a refusal is told that comes when its send is done. */
  set onLateRefusal(tell: (error: NatsBridgeError, subject: string) => void) {
    this.#sending = { ...this.#sending, onLateRefusal: tell };
  }

  /** Whom is told what is found out about streams that are published to. */
  set onStreamNews(tell: (news: StreamNews) => void) {
    this.#sending = { ...this.#sending, onStreamNews: tell };
  }

  sending(connection: NatsConnection, options: SmartSendOptions): Sending {
    assertOptions("smartsend", options);
    if (!isEmpty(options)) assertConfirm(options, options.jetstream ?? this.options.jetstream);
    return this.#merged(connection, options);
  }

  receiving(options: SmartReceiveOptions): ReceiveSettings {
    if (isEmpty(options)) return this.#receiving;
    assertOptions("smartreceive", options);
    return receiveSettings(mergeOptions(this.options, options));
  }

  /** Both sides of a request, before anything is sent. */
  requesting(
    connection: NatsConnection,
    options: RequestEnvelopeOptions & SmartReceiveOptions,
  ): { readonly sending: Sending; readonly receiving: ReceiveSettings } {
    assertOptions("request", options, { timeout: true });
    if (isGiven(options.confirm)) {
      throw invalidConfig(
        "confirm",
        "nothing for a request, which its answer confirms",
        options.confirm,
      );
    }
    const sending = this.#merged(connection, options);
    const receiving = isEmpty(options)
      ? this.#receiving
      : receiveSettings({ ...mergeOptions(this.options, options), lazy: false });
    return { sending, receiving };
  }

  /** An answer of a call that brings no options. @throws NatsBridgeError `invalid_subject` where it may not be answered. */
  answering(connection: NatsConnection, env: AnswerableEnvelope): Sending {
    const sending = this.#merged(connection, {});
    return { ...sending, settings: answerSettings(env, sending.settings) };
  }

  #merged(connection: NatsConnection, options: SmartSendOptions): Sending {
    if (this.#sending.settings.nats_connection !== connection) {
      const settings = { ...this.#sending.settings, nats_connection: connection };
      this.#sending = { ...this.#sending, settings };
    }
    if (isEmpty(options)) return this.#sending;
    const settings = sendSettings(options, this.#sending.settings);
    const fileserver = hasStore(options)
      ? sendFileServer(mergeOptions(this.options, options))
      : this.#sending.fileserver;
    return { ...this.#sending, settings, fileserver };
  }
}

/** Whether a call says itself where its links go. */
function hasStore(options: SmartSendOptions): boolean {
  const { fileserver, fileserver_upload_handler, fileserver_url } = options;
  return isGiven(fileserver) || isGiven(fileserver_upload_handler) || isGiven(fileserver_url);
}
