import { NatsBridgeError } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { askJetStream } from "./jetstream-api.ts";
import { type JetStreamPlace, placeOf } from "./jetstream-place.ts";
import { assertName } from "./name.ts";

/** A message as it lies in a stream. */
export interface StoredMessage {
  readonly subject: string;
  readonly seq: number;
  /** When it was stored, ISO 8601 with nanoseconds. */
  readonly time: string;
  readonly data: Uint8Array;
  /** Of a name that comes twice the last value. */
  readonly headers: ReadonlyMap<string, string>;
  /** All headers as they were written, in their order. */
  readonly header_lines: readonly (readonly [name: string, value: string])[];
}

interface RawStored {
  readonly message: {
    readonly subject: string;
    readonly seq: number;
    readonly time: string;
    readonly data?: string;
    readonly hdrs?: string;
  };
}

/** `err_code` where there is no such message. */
const NO_MESSAGE = 10037;

/**
 * The messages that a stream has now under a subject, wildcards allowed, in order and one at a time; what is stored
 * meanwhile does not count. It begins with the sequence `from`.
 *
 * @throws NatsBridgeError as the JetStream API answers.
 */
export async function* storedMessages(
  connection: NatsConnection,
  stream: string,
  filter: string,
  place: JetStreamPlace = {},
  from = 1,
): AsyncGenerator<StoredMessage, void, undefined> {
  assertName(stream, "stream");
  const { state } = await askJetStream<{ readonly state: { readonly last_seq: number } }>(
    connection,
    `STREAM.INFO.${stream}`,
    undefined,
    placeOf(place),
  );
  for (let seq = from; seq <= state.last_seq; ) {
    const message = await ask(connection, stream, { seq, next_by_subj: filter }, place);
    if (message === undefined || message.seq > state.last_seq) return;
    yield message;
    seq = message.seq + 1;
  }
}

/** A message by its sequence; undefined where there is none. Rejects as the JetStream API answers. */
export function storedMessage(
  connection: NatsConnection,
  stream: string,
  seq: number,
  place: JetStreamPlace = {},
): Promise<StoredMessage | undefined> {
  return ask(connection, stream, { seq }, place);
}

async function ask(
  connection: NatsConnection,
  stream: string,
  query: object,
  place: JetStreamPlace,
): Promise<StoredMessage | undefined> {
  const what = `STREAM.MSG.GET.${stream}`;
  const found = await askJetStream<RawStored>(connection, what, query, placeOf(place)).catch(
    noneOrThrow,
  );
  if (found === undefined) return undefined;
  const { subject, seq, time, data, hdrs } = found.message;
  const header_lines = readHeaders(new TextDecoder().decode(bytesOf(hdrs)));
  const headers = new Map(header_lines);
  return { subject, seq, time, data: bytesOf(data), headers, header_lines };
}

/** Takes a message out of a stream. Rejects as the JetStream API answers. */
export async function deleteStored(
  connection: NatsConnection,
  stream: string,
  seq: number,
  place: JetStreamPlace = {},
): Promise<void> {
  await askJetStream(connection, `STREAM.MSG.DELETE.${stream}`, { seq }, placeOf(place));
}

function noneOrThrow(error: unknown): undefined {
  const cause = NatsBridgeError.isInstance(error) ? error.cause : undefined;
  if (cause instanceof Error && "err_code" in cause && cause.err_code === NO_MESSAGE) return;
  throw error;
}

function bytesOf(base64 = ""): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Without the version line. */
function readHeaders(text: string): (readonly [name: string, value: string])[] {
  const lines = text.split("\r\n").slice(1);
  return lines.flatMap((line) => {
    const colon = line.indexOf(":");
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
  });
}
