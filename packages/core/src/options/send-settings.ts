import { stringifyJson } from "@natsbridge/codecs";
import type { Metadata } from "@natsbridge/schema";
import {
  booleanOption,
  bytesOption,
  choiceOption,
  DEFAULT_SIZE_THRESHOLD,
  environmentVariable,
  filledTextOption,
  invalidConfig,
  isGiven,
  messageIdOption,
  messageOf,
  NatsBridgeError,
  objectOption,
  randomId,
  textOption,
} from "@natsbridge/schema/base";
import {
  assertHeaders,
  assertJetStreamOptions,
  assertPublishSubject,
  type JetStreamPublishOptions,
} from "@natsbridge/transport";
import { brokerAddress } from "./locations.ts";
import type { SmartSendOptions } from "./send-options.ts";

/** Options of sends, checked and completed from environment and defaults. */
export interface SendSettings {
  readonly broker_url: string;
  readonly size_threshold: number;
  readonly is_publish: boolean;
  readonly jetstream: JetStreamPublishOptions | undefined;
  readonly allow_system_reply: boolean;
  readonly confirm: "server" | "client";
  /** What options say of the envelope; ids that are undefined are made anew for each message. */
  readonly given: GivenFields;
}

type Ids = "correlation_id" | "msg_id" | "sender_id";

type GivenFields = Omit<EnvelopeFields, Ids | "timestamp" | "send_to"> &
  Readonly<Record<Ids, string | undefined>>;

/** The envelope's fields that options decide, in the order in which they are written. */
export interface EnvelopeFields {
  readonly correlation_id: string;
  readonly msg_id: string;
  readonly timestamp: string;
  readonly send_to: string;
  readonly msg_purpose: string;
  readonly sender_name: string;
  readonly sender_id: string;
  readonly receiver_name: string;
  readonly receiver_id: string;
  readonly reply_to: string;
  readonly reply_to_msg_id: string;
  readonly broker_url: string;
  readonly metadata: Metadata;
}

/** @throws NatsBridgeError `invalid_subject` for `reply_to`, `invalid_config`, which names the option or variable. */
export function sendSettings(options: SmartSendOptions): SendSettings {
  const reply_to = textOption("reply_to", options.reply_to, "");
  if (reply_to !== "") assertPublishSubject(reply_to, "reply_to");
  const broker = brokerAddress(options.broker_url);
  assertUsable(options);
  return {
    broker_url: broker.url,
    size_threshold: sizeThreshold(options.size_threshold),
    is_publish: booleanOption("is_publish", options.is_publish, true),
    jetstream: jetstreamOption(options.jetstream),
    allow_system_reply: booleanOption("allow_system_reply", options.allow_system_reply, false),
    confirm: choiceOption("confirm", options.confirm, ["server", "client"], "server"),
    given: {
      correlation_id: filledTextOption("correlation_id", options.correlation_id, undefined),
      msg_id: messageIdOption("msg_id", options.msg_id, undefined),
      msg_purpose: textOption("msg_purpose", options.msg_purpose, "chat"),
      sender_name: textOption("sender_name", options.sender_name, "NATSBridge"),
      sender_id: textOption("sender_id", options.sender_id, undefined),
      receiver_name: textOption("receiver_name", options.receiver_name, ""),
      receiver_id: textOption("receiver_id", options.receiver_id, ""),
      reply_to,
      reply_to_msg_id: textOption("reply_to_msg_id", options.reply_to_msg_id, ""),
      broker_url: broker.shown,
      metadata: metadataOption(options.metadata),
    },
  };
}

/** The fields of one message, in order. */
export function envelopeFields(send_to: string, { given }: SendSettings): EnvelopeFields {
  return {
    correlation_id: given.correlation_id ?? randomId(),
    msg_id: given.msg_id ?? randomId(),
    timestamp: new Date().toISOString(),
    send_to,
    msg_purpose: given.msg_purpose,
    sender_name: given.sender_name,
    sender_id: given.sender_id ?? randomId(),
    receiver_name: given.receiver_name,
    receiver_id: given.receiver_id,
    reply_to: given.reply_to,
    reply_to_msg_id: given.reply_to_msg_id,
    broker_url: given.broker_url,
    metadata: given.metadata,
  };
}

/** What is handed on as it is. */
function assertUsable(options: SmartSendOptions): void {
  const { arrow_compression, connection_options, flow, json } = options;
  objectOption("connection_options", connection_options);
  assertOwnHeaders(options.headers);
  choiceOption("json", json, ["plain", "exact"], undefined);
  choiceOption("arrow_compression", arrow_compression, ["lz4", "zstd"], undefined);
  if (isGiven(flow) && typeof flow.enter !== "function") {
    throw invalidConfig("flow", "a PublishFlow", flow);
  }
}

/** Those of NATS are instructions to the server; what they say has options of its own. */
function assertOwnHeaders(value: unknown): void {
  const headers = objectOption("headers", value) ?? {};
  assertHeaders(headers as Readonly<Record<string, unknown>>);
  const reserved = Object.keys(headers).find((name) => /^nats-/i.test(name));
  if (reserved !== undefined)
    throw invalidConfig("headers", "no name that begins with Nats-", reserved);
}

function sizeThreshold(option: unknown): number {
  if (isGiven(option)) return bytesOption("size_threshold", option, 0, { infinite: true });
  const variable = environmentVariable("SIZE_THRESHOLD");
  if (variable === undefined) return DEFAULT_SIZE_THRESHOLD;
  if (/^\d{1,15}$/.test(variable.trim())) return Number(variable);
  throw invalidConfig("Environment variable SIZE_THRESHOLD", "a number of bytes", variable);
}

function jetstreamOption(
  value: SmartSendOptions["jetstream"],
): JetStreamPublishOptions | undefined {
  if (value === false) return undefined;
  if (value === true) return {};
  const options = objectOption("jetstream", value, "true or an object");
  if (options !== undefined) assertJetStreamOptions(options);
  return options;
}

function metadataOption(value: unknown): Metadata {
  if (objectOption("metadata", value) === undefined) return {};
  try {
    stringifyJson(value);
  } catch (error) {
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `metadata: ${messageOf(error)}`,
      cause: error,
    });
  }
  removeAfter(value as Metadata);
  return value as Metadata;
}

/** What the sender says of its files in `metadata`; each link's own metadata repeats it. */
export function removeAfter({ remove_after }: Metadata): "ack" | "never" | undefined {
  if (remove_after === undefined || remove_after === "ack" || remove_after === "never") {
    return remove_after;
  }
  throw invalidConfig("metadata.remove_after", `"ack" or "never"`, remove_after);
}
