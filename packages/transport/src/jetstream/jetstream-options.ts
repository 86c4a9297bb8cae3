import { NatsBridgeError } from "@natsbridge/schema";

/** How to publish to JetStream. */
export interface JetStreamPublishOptions {
  /** Time to wait for each acknowledgement, in ms. Default: 5,000. */
  readonly timeout?: number;
  /**
   * Time for all attempts, in ms. Default: 20,000; 0 makes a single attempt. A message that may have been stored is
   * sent again only with a `msg_id`, and only within the duplicate window of the stream.
   */
  readonly retry_for?: number;
  /** Refuse unless this stream stores the message. */
  readonly expected_stream?: string;
  /** Refuse unless this is the last sequence of the stream. */
  readonly expected_last_seq?: number;
  /** Refuse unless this is the last sequence of the subject. */
  readonly expected_last_subject_seq?: number;
  /** Refuse unless this is the id of the last message in the stream. */
  readonly expected_last_msg_id?: string;
}

/** Acknowledgement of a stream: the message is stored. */
export interface PubAck {
  readonly stream: string;
  readonly seq: number;
  /** The stream had a message with this id already, and did not store another. */
  readonly duplicate: boolean;
}

/** The headers that carry the options and the id to the server. */
export function jetStreamHeaders(
  options: JetStreamPublishOptions,
  msg_id: string | undefined,
): Record<string, string> {
  const headers: Record<string, string> = {};
  const set = (name: string, value: string | number | undefined): void => {
    if (value !== undefined) headers[name] = String(value);
  };
  if (msg_id !== undefined && (msg_id === "" || /^\s|[\r\n]|\s$/.test(msg_id))) {
    // NATS would trim it, and take the message for a duplicate of another.
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `msg_id ${JSON.stringify(msg_id)} is empty, has white space at an end, or a line end`,
    });
  }
  set("Nats-Msg-Id", msg_id);
  set("Nats-Expected-Stream", options.expected_stream);
  set("Nats-Expected-Last-Sequence", options.expected_last_seq);
  set("Nats-Expected-Last-Subject-Sequence", options.expected_last_subject_seq);
  set("Nats-Expected-Last-Msg-Id", options.expected_last_msg_id);
  return headers;
}
