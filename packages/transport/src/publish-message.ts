import { formatLogLine, type Logger } from "@natsbridge/schema";
import {
  assertKnownOptions,
  booleanOption,
  isGiven,
  type OptionNames,
} from "@natsbridge/schema/base";
import type { ConnectionOptions } from "./connection/client.ts";
import { closeConnection } from "./connection/close-connection.ts";
import { connect } from "./connection/connect.ts";
import type { NatsConnection } from "./connection/nats-connection.ts";
import {
  assertJetStreamOptions,
  type JetStreamPublishOptions,
  jetStreamHeaders,
  type PubAck,
} from "./jetstream/jetstream-options.ts";
import { publishCore } from "./publish/publish-core.ts";
import type { PublishFlow } from "./publish/publish-flow.ts";
import { assertPublishSubject } from "./publish/subject.ts";
import { wireSize } from "./publish/wire-size.ts";

/** Options of {@link publishMessage}. */
export interface PublishMessageOptions {
  /** Headers of the message. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Store the message in a stream and await its acknowledgement. Default: a Core publish. */
  readonly jetstream?: boolean | JetStreamPublishOptions | undefined;
  /** `Nats-Msg-Id`, with `jetstream` only: within its duplicate window a stream stores one message of an id. */
  readonly msg_id?: string | undefined;
  /** Time the server has to take a Core message, in ms. Default: 10,000. */
  readonly timeout?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For a URL: options of the NATS client. */
  readonly connection_options?: ConnectionOptions | undefined;
  /** For a URL: time for the connection, in ms. Default: 5,000. */
  readonly connect_timeout?: number | undefined;
  readonly logger?: Logger | undefined;
  /** Bounds what is under way, together with all publishes that share it. Default: no bound. */
  readonly flow?: PublishFlow | undefined;
}

const KNOWN: OptionNames<PublishMessageOptions> = {
  headers: true,
  jetstream: true,
  msg_id: true,
  timeout: true,
  signal: true,
  connection_options: true,
  connect_timeout: true,
  logger: true,
  flow: true,
};

/** What became of a message. */
export interface PublishResult {
  /** With `jetstream`: the acknowledgement. */
  readonly pub_ack?: PubAck | undefined;
  /** How often the message was sent; with 1, `duplicate` means that it had been stored before this call. */
  readonly attempts: number;
}

/**
 * Publishes one message. With a URL it opens, drains and closes a connection of its own; a connection passed in is
 * never closed or drained. Core publishes are flushed, so that a refusal of the server rejects this call.
 *
 * @throws NatsBridgeError, `details.outcome` telling whether the message may have arrived (`unknown`) or not (`refused`):
 *   `invalid_subject`; `payload_too_large` above `max_payload`, or above `max_msg_size` of the stream (then
 *   {@link isMessageTooLargeForStream}); `permission_denied`; `no_responders` where no stream covers the subject;
 *   `publish_failed`; `timeout`; `aborted`; and with a URL all that {@link connect} rejects with.
 */
export async function publishMessage(
  urlOrConnection: string | NatsConnection,
  subject: string,
  message: string | Uint8Array,
  correlation_id: string,
  options: PublishMessageOptions = {},
): Promise<PublishResult> {
  assertPublishSubject(subject);
  assertKnownOptions("publishMessage options", options, KNOWN);
  const { jetstream } = options;
  if (typeof jetstream === "object" && isGiven(jetstream)) assertJetStreamOptions(jetstream);
  else booleanOption("jetstream", jetstream, false);
  if (typeof urlOrConnection !== "string") {
    return publishOn(urlOrConnection, subject, message, correlation_id, options);
  }
  const { connection_options, connect_timeout, signal } = options;
  const connection = await connect({
    servers: urlOrConnection,
    reconnect: false,
    connection_options,
    connect_timeout,
    signal,
  });
  try {
    return await publishOn(connection, subject, message, correlation_id, options);
  } finally {
    await closeConnection(connection);
  }
}

/** The headers that a publish with these options writes; their size counts against `max_payload`. */
export function publishHeaders(
  options: Pick<PublishMessageOptions, "headers" | "jetstream" | "msg_id">,
): Record<string, string> {
  const { headers = {}, jetstream, msg_id } = options;
  if (!jetstream) return { ...headers };
  return { ...headers, ...jetStreamHeaders(jetstream === true ? {} : jetstream, msg_id) };
}

async function publishOn(
  connection: NatsConnection,
  subject: string,
  message: string | Uint8Array,
  correlation_id: string,
  options: PublishMessageOptions,
): Promise<PublishResult> {
  const { flow, signal } = options;
  if (!flow) return publishNow(connection, subject, message, correlation_id, options);
  const payload = typeof message === "string" ? new TextEncoder().encode(message) : message;
  const bytes = wireSize(subject, payload, publishHeaders(options));
  const entering = flow.enter(bytes, signal);
  const leave = typeof entering === "function" ? entering : await entering;
  try {
    return await publishNow(connection, subject, payload, correlation_id, options);
  } finally {
    leave();
  }
}

async function publishNow(
  connection: NatsConnection,
  subject: string,
  message: string | Uint8Array,
  correlation_id: string,
  options: PublishMessageOptions,
): Promise<PublishResult> {
  const { headers = {}, jetstream, msg_id, timeout, signal, logger } = options;
  const log = (text: string, fields: object): void =>
    logger?.info(formatLogLine(correlation_id, text), { correlation_id, subject, ...fields });
  if (!jetstream) {
    await publishCore(connection, subject, message, headers, { timeout, signal });
    log(`Message published to ${subject}`, {});
    return { attempts: 1 };
  }
  const settings = jetstream === true ? {} : jetstream;
  const given = { headers, msg_id };
  // A page that never publishes to a stream does not load this.
  const { publishJetStream } = await import("./jetstream/publish-jetstream.ts");
  const result = await publishJetStream(connection, subject, message, given, settings, signal);
  const { stream, seq, duplicate } = result.pub_ack;
  const note = duplicate ? ", which had it already" : "";
  log(`Message published to ${subject}: stream ${stream}, sequence ${seq}${note}`, result);
  return result;
}
