import { ARROW_COMPRESSIONS, JSON_MODES } from "@natsbridge/codecs";
import {
  booleanOption,
  bytesOption,
  choiceOption,
  DEFAULT_SIZE_THRESHOLD,
  environmentVariable,
  invalidConfig,
  isGiven,
  objectOption,
  textOption,
} from "@natsbridge/schema/base";
import {
  assertHeaders,
  assertJetStreamOptions,
  type JetStreamPublishOptions,
  type NatsConnection,
  type PublishFlow,
} from "@natsbridge/transport";
import { type CallOptions, callOptions } from "./call-options.ts";
import { type GivenFields, givenFields } from "./envelope-fields.ts";
import { type BrokerAddress, brokerAddress } from "./locations.ts";
import type { SmartSendOptions } from "./send-options.ts";

/** Options of sends, checked and completed from environment and defaults. */
export interface SendSettings extends Required<CallOptions> {
  readonly broker_url: string;
  /** The caller's own; undefined where one is made for the call. */
  readonly nats_connection: NatsConnection | undefined;
  readonly connection_options: SmartSendOptions["connection_options"];
  readonly size_threshold: number;
  readonly is_publish: boolean;
  readonly jetstream: JetStreamPublishOptions | undefined;
  readonly allow_system_reply: boolean;
  readonly confirm: "server" | "client";
  readonly headers: Readonly<Record<string, string>>;
  readonly flow: PublishFlow | undefined;
  readonly json: SmartSendOptions["json"];
  readonly arrow_compression: SmartSendOptions["arrow_compression"];
  /** What options say of the envelope. */
  readonly given: GivenFields;
}

const CONFIRM = ["server", "client"] as const;

const NONE: Readonly<Record<string, string>> = {};

/**
 * @param base settings that count where an option is not given; the environment and defaults without.
 * @throws NatsBridgeError `invalid_subject` for `reply_to`, `invalid_config`, which names the option or variable.
 */
export function sendSettings(options: SmartSendOptions, base?: SendSettings): SendSettings {
  const broker = brokerOption(options.broker_url, base);
  const { signal, on_progress, logger } = callOptions(options);
  return {
    broker_url: broker.url,
    nats_connection: options.nats_connection ?? base?.nats_connection,
    connection_options:
      objectOption("connection_options", options.connection_options) ?? base?.connection_options,
    size_threshold: sizeThreshold(options.size_threshold, base?.size_threshold),
    is_publish: booleanOption("is_publish", options.is_publish, base?.is_publish ?? true),
    jetstream: isGiven(options.jetstream) ? jetstreamOption(options.jetstream) : base?.jetstream,
    allow_system_reply: booleanOption(
      "allow_system_reply",
      options.allow_system_reply,
      base?.allow_system_reply ?? false,
    ),
    confirm: choiceOption("confirm", options.confirm, CONFIRM, base?.confirm ?? "server"),
    headers: isGiven(options.headers) ? ownHeaders(options.headers) : (base?.headers ?? NONE),
    flow: flowOption(options.flow) ?? base?.flow,
    json: choiceOption("json", options.json, JSON_MODES, base?.json),
    arrow_compression: choiceOption(
      "arrow_compression",
      options.arrow_compression,
      ARROW_COMPRESSIONS,
      base?.arrow_compression,
    ),
    signal,
    on_progress: on_progress ?? base?.on_progress,
    logger: logger ?? base?.logger,
    given: givenFields(options, broker.shown, base?.given),
  };
}

/** Where to connect, and what envelopes say of it. */
function brokerOption(option: unknown, base: SendSettings | undefined): BrokerAddress {
  if (base === undefined || textOption("broker_url", option, "") !== "") {
    return brokerAddress(option);
  }
  return { url: base.broker_url, shown: base.given.broker_url };
}

function flowOption(flow: SmartSendOptions["flow"] | null): PublishFlow | undefined {
  if (!isGiven(flow)) return undefined;
  if (typeof flow.enter !== "function") throw invalidConfig("flow", "a PublishFlow", flow);
  return flow;
}

/** Headers of the caller's; those of NATS are instructions to the server, and what they say has options of its own. */
function ownHeaders(value: unknown): Readonly<Record<string, string>> {
  const headers = objectOption("headers", value) ?? {};
  assertHeaders(headers as Readonly<Record<string, unknown>>);
  const reserved = Object.keys(headers).find((name) => /^nats-/i.test(name));
  if (reserved !== undefined)
    throw invalidConfig("headers", "no name that begins with Nats-", reserved);
  return headers as Readonly<Record<string, string>>;
}

function sizeThreshold(option: unknown, base: number | undefined): number {
  if (isGiven(option)) return bytesOption("size_threshold", option, 0, { infinite: true });
  if (base !== undefined) return base;
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
