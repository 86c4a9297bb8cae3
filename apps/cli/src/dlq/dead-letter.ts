import {
  type JetStreamPlace,
  type NatsConnection,
  type StoredMessage,
  storedMessages,
} from "@natsbridge/transport";
import { readDeadLetter } from "natsbridge";

/** A message that was given up, and what its headers tell. */
export interface DeadLetter {
  readonly sequence: number;
  readonly time: string;
  /** Why, as a code and in words. */
  readonly code: string;
  readonly reason: string;
  /** Where it was when it was given up. */
  readonly subject: string;
  readonly stream: string;
  readonly stream_sequence: number;
  readonly consumer: string;
  readonly deliveries: number;
  readonly bytes: number;
}

/** Reads a stored message as a dead letter; undefined where it is none. */
export function deadLetter(message: StoredMessage): DeadLetter | undefined {
  const told = readDeadLetter(message.headers);
  if (told === undefined) return undefined;
  const { seq: stream_sequence, ...rest } = told;
  return {
    sequence: message.seq,
    time: new Date(message.time).toISOString(),
    ...rest,
    stream_sequence,
    bytes: message.data.length,
  };
}

/** The dead letters of a stream, with the messages themselves. */
export async function* deadLetters(
  connection: NatsConnection,
  stream: string,
  place: JetStreamPlace,
  code: string | undefined,
): AsyncGenerator<{ readonly letter: DeadLetter; readonly message: StoredMessage }> {
  for await (const message of storedMessages(connection, stream, ">", place)) {
    const letter = deadLetter(message);
    if (letter === undefined || (code !== undefined && letter.code !== code)) continue;
    yield { letter, message };
  }
}
