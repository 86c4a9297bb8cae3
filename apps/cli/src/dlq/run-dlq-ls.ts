import { escapeControls } from "@natsbridge/schema";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { openConnection } from "../settings/open-connection.ts";
import { counted } from "../terminal/counted.ts";
import { fillLines } from "../terminal/fill-lines.ts";
import { cutText } from "../terminal/fit-text.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { paint } from "../terminal/paint.ts";
import { print, printJson } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";
import { type DeadLetter, deadLetters } from "./dead-letter.ts";

/** Lists dead letters. */
export async function runDlqLs(
  stream: string,
  flags: GlobalFlags & { readonly code?: string | undefined },
  signal: AbortSignal,
): Promise<number> {
  const place = await jetStreamPlace(flags);
  const connection = await openConnection(flags, signal);
  try {
    let count = 0;
    for await (const { letter } of deadLetters(connection, stream, place, flags.code)) {
      signal.throwIfAborted();
      count += 1;
      if (flags.json) printJson(letter);
      else printLetter(letter);
    }
    if (!flags.json) print(paint("dim", counted(count, "dead letter")));
    return 0;
  } finally {
    await connection.close();
  }
}

/** Prints a dead letter: its sequence, where it was, and why it was given up. */
export function printLetter(letter: DeadLetter): void {
  const { sequence, time, code, reason, subject, stream, stream_sequence, deliveries, bytes } =
    letter;
  const width = terminalWidth();
  const place = `${subject}, ${stream} ${stream_sequence}, ${deliveries} deliveries, ${formatBytes(bytes)}`;
  const facts = cutText(escapeControls(`${time}  ${place}`), width - 10);
  print(`${paint("bold", String(sequence).padEnd(8))}  ${facts}`);
  for (const line of fillLines(escapeControls(`${code}: ${reason}`), width - 10)) {
    print(`          ${paint("yellow", line)}`);
  }
}
