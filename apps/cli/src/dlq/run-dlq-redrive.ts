import { escapeControls } from "@natsbridge/schema";
import type { Redriven } from "natsbridge";
import { inFlags } from "../said.ts";
import type { GlobalFlags } from "../settings/global-flags.ts";
import { jetStreamPlace } from "../settings/jetstream-place.ts";
import { openBridge } from "../settings/open-bridge.ts";
import { fillLines } from "../terminal/fill-lines.ts";
import { paint } from "../terminal/paint.ts";
import { print, printJson } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";
import { chosenLetters } from "./chosen-letters.ts";

/** Flags of `natsbridge dlq redrive`. */
export interface RedriveFlags extends GlobalFlags {
  readonly all?: true | undefined;
  readonly code?: string | undefined;
  /** Pattern of the subjects they may go back to. */
  readonly to: string;
}

/** Publishes dead letters again, each taken out only when a stream has acknowledged it; exit code 1 where one stays. */
export async function runDlqRedrive(
  stream: string,
  sequences: readonly number[],
  { to, all, code, ...flags }: RedriveFlags,
  signal: AbortSignal,
): Promise<number> {
  const place = await jetStreamPlace(flags);
  const bridge = await openBridge(flags, signal);
  const chosen = new Set<number>();
  try {
    const choice = { sequences, all: all === true, code };
    for await (const { letter } of chosenLetters(bridge.connection, stream, place, choice)) {
      chosen.add(letter.sequence);
    }
    const { redriven, kept } = await bridge.redrive({
      ...place,
      stream,
      to,
      edit: (body, { seq }) => (chosen.has(seq) ? body : undefined),
      signal,
    });
    const stayed = kept.filter(({ seq }) => chosen.has(seq));
    (flags.json ? tellJson : tell)({ redriven, kept: stayed });
    return stayed.length === 0 ? 0 : 1;
  } finally {
    await bridge.close();
  }
}

function tell({ redriven, kept }: Redriven): void {
  for (const { seq, subject, pub_ack } of redriven) {
    const place = `message ${pub_ack.seq} of stream ${pub_ack.stream}`;
    print(escapeControls(`${seq} → ${subject}, ${place}`));
  }
  for (const { seq, reason } of kept) {
    const lines = fillLines(escapeControls(`${seq} stays: ${inFlags(reason)}`), terminalWidth());
    print(lines.map((line) => paint("yellow", line)).join("\n"));
  }
}

function tellJson({ redriven, kept }: Redriven): void {
  for (const { seq, ...rest } of redriven) printJson({ sequence: seq, redriven: true, ...rest });
  for (const { seq, reason } of kept)
    printJson({ sequence: seq, redriven: false, reason: inFlags(reason) });
}
