import type { NatsConnection } from "@natsbridge/transport";
import { headerOf } from "../stored/parse-headers.ts";
import { type StoredMessage, storedMessages } from "../stored/stored-message.ts";

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

const PREFIX = "NATSBridge-";

/** Reads a stored message as a dead letter; undefined where it is none. */
export function deadLetter(message: StoredMessage): DeadLetter | undefined {
  const told = (name: string) => headerOf(message.headers, `${PREFIX}${name}`);
  if (told("Code") === "") return undefined;
  return {
    sequence: message.sequence,
    time: new Date(message.time).toISOString(),
    code: told("Code"),
    reason: told("Reason"),
    subject: told("Subject"),
    stream: told("Stream"),
    stream_sequence: Number(told("Sequence")),
    consumer: told("Consumer"),
    deliveries: Number(told("Deliveries")),
    bytes: message.data.length,
  };
}

/** The dead letters of a stream, with the messages themselves. */
export async function* deadLetters(
  connection: NatsConnection,
  stream: string,
  code: string | undefined,
): AsyncGenerator<{ readonly letter: DeadLetter; readonly message: StoredMessage }> {
  for await (const message of storedMessages(connection, stream)) {
    const letter = deadLetter(message);
    if (letter === undefined || (code !== undefined && letter.code !== code)) continue;
    yield { letter, message };
  }
}
