import { type DeadLetter, readDeadLetter } from "natsbridge";
import type { SeenMessage } from "../message/seen-message.ts";

/** A message that was given up, and what its headers claim. */
export interface Letter {
  readonly message: SeenMessage;
  readonly letter: DeadLetter;
}

/** Those of some messages that are dead letters. */
export function deadLetters(messages: readonly SeenMessage[]): Letter[] {
  return messages.flatMap((message) => {
    const letter = readDeadLetter(new Map(message.headers));
    return letter ? [{ message, letter }] : [];
  });
}
