import { NatsBridgeError } from "@natsbridge/schema";
import { askJetStream, type NatsConnection } from "@natsbridge/transport";
import { type HeaderList, parseHeaders } from "./parse-headers.ts";

/** A message as it lies in a stream. */
export interface StoredMessage {
  readonly stream: string;
  readonly sequence: number;
  readonly subject: string;
  /** When it was stored, ISO 8601. */
  readonly time: string;
  readonly headers: HeaderList;
  readonly data: Uint8Array;
}

interface Answer {
  readonly message: {
    readonly subject: string;
    readonly seq: number;
    readonly time: string;
    readonly hdrs?: string;
    readonly data?: string;
  };
}

/** The API's code for no such message. */
const NOT_FOUND = "no message found";

/** @throws NatsBridgeError `no_responders` where there is no such message, and all of `askJetStream`. */
export async function storedMessage(
  connection: NatsConnection,
  stream: string,
  sequence: number,
): Promise<StoredMessage> {
  return readAnswer(
    stream,
    await askJetStream<Answer>(connection, `STREAM.MSG.GET.${stream}`, { seq: sequence }),
  );
}

/** All messages of a stream that are there now, or those of a subject, in their order. */
export async function* storedMessages(
  connection: NatsConnection,
  stream: string,
  subject = ">",
): AsyncGenerator<StoredMessage> {
  const { state } = await askJetStream<{ readonly state: { readonly last_seq: number } }>(
    connection,
    `STREAM.INFO.${stream}`,
  );
  for (let sequence = 1; sequence <= state.last_seq; ) {
    const found = await nextMessage(connection, stream, subject, sequence);
    if (found === undefined || found.sequence > state.last_seq) return;
    yield found;
    sequence = found.sequence + 1;
  }
}

async function nextMessage(
  connection: NatsConnection,
  stream: string,
  next_by_subj: string,
  seq: number,
): Promise<StoredMessage | undefined> {
  try {
    const request = { seq, next_by_subj };
    return readAnswer(
      stream,
      await askJetStream<Answer>(connection, `STREAM.MSG.GET.${stream}`, request),
    );
  } catch (error) {
    if (NatsBridgeError.isInstance(error) && error.message.includes(NOT_FOUND)) return undefined;
    throw error;
  }
}

function readAnswer(stream: string, { message }: Answer): StoredMessage {
  return {
    stream,
    sequence: message.seq,
    subject: message.subject,
    time: message.time,
    headers: parseHeaders(Buffer.from(message.hdrs ?? "", "base64")),
    data: Buffer.from(message.data ?? "", "base64"),
  };
}
