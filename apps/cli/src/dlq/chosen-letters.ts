import { NatsBridgeError } from "@natsbridge/schema";
import type { JetStreamPlace, NatsConnection, StoredMessage } from "@natsbridge/transport";
import { messageAt } from "../stored/message-at.ts";
import { type DeadLetter, deadLetter, deadLetters } from "./dead-letter.ts";

/** Which dead letters are meant. */
export interface Choice {
  readonly sequences: readonly number[];
  readonly all: boolean;
  readonly code: string | undefined;
}

/** The dead letters that were named, or all. @throws NatsBridgeError `invalid_config` where neither was said. */
export async function* chosenLetters(
  connection: NatsConnection,
  stream: string,
  place: JetStreamPlace,
  { sequences, all, code }: Choice,
): AsyncGenerator<{ readonly letter: DeadLetter; readonly message: StoredMessage }> {
  if (all === sequences.length > 0) throw invalid("Name sequences, or say --all");
  if (all) {
    yield* deadLetters(connection, stream, place, code);
    return;
  }
  for (const sequence of sequences) {
    const message = await messageAt(connection, stream, sequence, place);
    const letter = deadLetter(message);
    if (letter === undefined)
      throw invalid(`Message ${sequence} of stream ${stream} is no dead letter`);
    yield { letter, message };
  }
}

function invalid(message: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message });
}
