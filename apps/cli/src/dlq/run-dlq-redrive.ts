import { escapeControls } from "@natsbridge/schema";
import type { NatsConnection } from "@natsbridge/transport";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { openConnection } from "../settings/open-connection.ts";
import { publishRaw } from "../stored/publish-raw.ts";
import { deleteMessage, type StoredMessage, storedMessage } from "../stored/stored-message.ts";
import { print, printJson } from "../terminal/print.ts";
import { chosenLetters } from "./chosen-letters.ts";
import { type DeadLetter, isAdded } from "./dead-letter.ts";

/** Flags of `natsbridge dlq redrive`. */
export interface RedriveFlags extends GlobalFlags {
  readonly all?: true | undefined;
  readonly code?: string | undefined;
  readonly to?: string | undefined;
  readonly keep?: true | undefined;
}

/** Publishes dead letters again, each taken out only when its stream has acknowledged it. */
export async function runDlqRedrive(
  stream: string,
  sequences: readonly number[],
  flags: RedriveFlags,
  signal: AbortSignal,
): Promise<number> {
  const connection = await openConnection(flags, signal);
  const choice = { sequences, all: flags.all === true, code: flags.code };
  try {
    for await (const { letter, message } of chosenLetters(connection, stream, choice)) {
      signal.throwIfAborted();
      const subject = flags.to ?? letter.subject;
      const ack = await publishRaw(
        connection,
        await again(connection, subject, letter, message),
        true,
      );
      if (!flags.keep) await deleteMessage(connection, stream, message.sequence);
      const { sequence } = letter;
      if (flags.json) printJson({ sequence, subject, pub_ack: ack });
      else
        print(
          `${sequence} → ${escapeControls(subject)}, message ${ack?.seq} of stream ${ack?.stream}`,
        );
    }
    return 0;
  } finally {
    await connection.close();
  }
}

/** The message as it was, under an id of its own. A letter that was too long to keep its body leads to the original. */
async function again(
  connection: NatsConnection,
  subject: string,
  letter: DeadLetter,
  message: StoredMessage,
) {
  const source =
    message.data.length > 0
      ? message
      : await storedMessage(connection, letter.stream, letter.stream_sequence);
  const own = source.headers.filter(([name]) => !isAdded(name));
  const id = `redrive.${message.stream}.${message.sequence}.${Date.parse(message.time)}`;
  return { subject, headers: [...own, ["Nats-Msg-Id", id] as const], data: source.data };
}
