import type { NatsConnection } from "../connection/nats-connection.ts";
import { askJetStream } from "./jetstream-api.ts";
import type { JetStreamPublishOptions, PubAck } from "./jetstream-options.ts";
import { placeOf } from "./jetstream-place.ts";

interface StoredMessage {
  readonly message: { readonly seq: number; readonly hdrs?: string };
}

/** A message that a stream was asked to store under an expectation. */
export interface ExpectedMessage {
  readonly stream: string;
  readonly subject: string;
  readonly msg_id: string;
  readonly expectation: JetStreamPublishOptions;
}

/**
 * Looks whether a message was stored by an earlier attempt whose acknowledgement was lost. The server checks expected
 * sequences before ids, so that a repeat of such a message is refused because of the message itself. Never rejects;
 * undefined where the message is not there, or nobody may look.
 */
export async function findStored(
  connection: NatsConnection,
  wanted: ExpectedMessage,
): Promise<PubAck | undefined> {
  const { stream, subject, msg_id, expectation } = wanted;
  const last = expectation.expected_last_seq ?? expectation.expected_last_subject_seq;
  // With an expected sequence it can only be the next one of its subject.
  const query =
    last === undefined ? { last_by_subj: subject } : { seq: last + 1, next_by_subj: subject };
  try {
    const { message } = await askJetStream<StoredMessage>(
      connection,
      `STREAM.MSG.GET.${stream}`,
      query,
      placeOf(expectation),
    );
    const bytes = Uint8Array.from(atob(message.hdrs ?? ""), (character) => character.charCodeAt(0));
    const headers = new TextDecoder().decode(bytes);
    if (!headers.split("\r\n").includes(`Nats-Msg-Id: ${msg_id}`)) return undefined;
    return { stream, seq: message.seq, duplicate: true };
  } catch {
    return undefined;
  }
}
