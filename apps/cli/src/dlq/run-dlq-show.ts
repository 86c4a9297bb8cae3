import { NatsBridgeError } from "@natsbridge/schema";
import { smartreceive } from "natsbridge";
import { messagePrinter } from "../message/message-printer.ts";
import type { Received } from "../message/print-options.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { openConnection } from "../settings/open-connection.ts";
import { messageAt } from "../stored/message-at.ts";
import { printJson } from "../terminal/print.ts";
import { deadLetter } from "./dead-letter.ts";
import { printLetter } from "./run-dlq-ls.ts";

/** Shows one dead letter; what it holds is shown as far as it reads. */
export async function runDlqShow(
  stream: string,
  sequence: number,
  flags: GlobalFlags,
  signal: AbortSignal,
): Promise<number> {
  const place = await jetStreamPlace(flags);
  const connection = await openConnection(flags, signal);
  try {
    const message = await messageAt(connection, stream, sequence, place);
    const letter = deadLetter(message);
    if (letter === undefined) throw notOne(stream, sequence);
    if (flags.json) printJson(letter);
    else printLetter(letter);
    const print = messagePrinter({ json: flags.json, stays: true });
    await print({ subject: letter.subject, data: message.data }, await receive(message.data));
    return 0;
  } finally {
    await connection.close();
  }
}

async function receive(data: Uint8Array): Promise<Received> {
  try {
    return await smartreceive(data, { lazy: true, allowed_link_origins: "any" });
  } catch (error) {
    if (NatsBridgeError.isInstance(error)) return error;
    throw error;
  }
}

function notOne(stream: string, sequence: number): NatsBridgeError {
  const message = `Message ${sequence} of stream ${stream} is no dead letter: it has no header NATSBridge-Code`;
  return new NatsBridgeError({ code: "invalid_config", message });
}
