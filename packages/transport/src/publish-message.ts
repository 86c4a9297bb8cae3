import {
  assertKnownOptions,
  booleanOption,
  choiceOption,
  functionOption,
  invalidConfig,
  isGiven,
  type OptionNames,
} from "@natsbridge/schema/base";
import { connect } from "./connection/connect.ts";
import type { NatsConnection } from "./connection/nats-connection.ts";
import { assertJetStreamOptions } from "./jetstream/jetstream-options.ts";
import { assertPublishSubject } from "./publish/subject.ts";
import { type PublishMessageOptions, type PublishResult, publishOn } from "./publish-on.ts";
import { closeConnection } from "./shared/close-connection.ts";

const KNOWN: OptionNames<PublishMessageOptions> = {
  headers: true,
  jetstream: true,
  msg_id: true,
  confirm: true,
  on_late_refusal: true,
  timeout: true,
  signal: true,
  connection_options: true,
  connect_timeout: true,
  logger: true,
  flow: true,
};

/**
 * Publishes one message. With a URL it opens, drains and closes a connection of its own; a connection passed in is
 * never closed or drained. Core publishes wait for the server, so that its refusal
 * rejects this call, unless `confirm` says otherwise.
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
  choiceOption("confirm", options.confirm, ["server", "client"], undefined);
  functionOption("on_late_refusal", options.on_late_refusal);
  if (isGiven(options.confirm) && jetstream) {
    throw invalidConfig(
      "confirm",
      "nothing beside jetstream, which waits for the stream",
      options.confirm,
    );
  }
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
