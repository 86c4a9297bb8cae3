import {
  assertKnownOptions,
  durationOption,
  filledTextOption,
  isGiven,
  messageIdOption,
  type OptionNames,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import { timeoutOption } from "../connection/timeout-option.ts";
import { assertPlace, type JetStreamPlace } from "./jetstream-place.ts";

/**
 * How to publish to JetStream. A message goes to its subject, wherever the stream is that stores it; `domain` and
 * `api_prefix` say whom to ask about that stream.
 */
export interface JetStreamPublishOptions extends JetStreamPlace {
  /** Time to wait for each acknowledgement, in ms. Default: 5,000. */
  readonly timeout?: number | undefined;
  /**
   * Time for all attempts, in ms. Default: 20,000; 0 makes a single attempt. A message that may have been stored is
   * sent again only with a `msg_id`, and only within the duplicate window of the stream.
   */
  readonly retry_for?: number | undefined;
  /** Refuse unless this stream stores the message. */
  readonly expected_stream?: string | undefined;
  /** Refuse unless this is the last sequence of the stream. */
  readonly expected_last_seq?: number | undefined;
  /** Refuse unless this is the last sequence of the subject. */
  readonly expected_last_subject_seq?: number | undefined;
  /** Refuse unless this is the id of the last message in the stream. */
  readonly expected_last_msg_id?: string | undefined;
}

/** Acknowledgement of a stream: the message is stored. */
export interface PubAck {
  readonly stream: string;
  readonly seq: number;
  /** The stream had a message with this id already, and did not store another. */
  readonly duplicate: boolean;
  /** JetStream domain of the stream, where its servers have one. */
  readonly domain?: string;
}

const KNOWN: OptionNames<JetStreamPublishOptions> = {
  timeout: true,
  retry_for: true,
  expected_stream: true,
  expected_last_seq: true,
  expected_last_subject_seq: true,
  expected_last_msg_id: true,
  domain: true,
  api_prefix: true,
};

/** @throws NatsBridgeError `invalid_config`, which names the option. */
export function assertJetStreamOptions(options: JetStreamPublishOptions): void {
  assertKnownOptions("jetstream", options, KNOWN);
  assertPlace(options, "jetstream.");
  timeoutOption("jetstream.timeout", options.timeout, 1);
  durationOption("jetstream.retry_for", options.retry_for, 0);
  filledTextOption("jetstream.expected_stream", options.expected_stream, undefined);
  filledTextOption("jetstream.expected_last_msg_id", options.expected_last_msg_id, undefined);
  for (const sequence of ["expected_last_seq", "expected_last_subject_seq"] as const) {
    wholeNumberOption(`jetstream.${sequence}`, options[sequence], undefined);
  }
}

/** The headers that carry the options and the id to the server. */
export function jetStreamHeaders(
  options: JetStreamPublishOptions,
  msg_id: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {};
  const set = (name: string, value: string | number | undefined): void => {
    if (isGiven(value)) headers[name] = String(value);
  };
  messageIdOption("msg_id", msg_id, undefined);
  set("Nats-Msg-Id", msg_id);
  set("Nats-Expected-Stream", options.expected_stream);
  set("Nats-Expected-Last-Sequence", options.expected_last_seq);
  set("Nats-Expected-Last-Subject-Sequence", options.expected_last_subject_seq);
  set("Nats-Expected-Last-Msg-Id", options.expected_last_msg_id);
  return headers;
}
