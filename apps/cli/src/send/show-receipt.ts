import { escapeControls } from "@natsbridge/schema";
import type { Durability, Receipt } from "natsbridge";
import { inFlags } from "../said.ts";
import { fillLines } from "../terminal/fill-lines.ts";
import { cutText, fitText } from "../terminal/fit-text.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { paint } from "../terminal/paint.ts";
import { print } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";

/** Prints what became of a message: how each payload travelled and why, and where it was stored. */
export function showReceipt(subject: string, receipt: Receipt, verb = "sent to"): void {
  const { pub_ack, durability, bytes, payloads } = receipt;
  const stored = pub_ack ? `, message ${pub_ack.seq} of stream ${pub_ack.stream}` : "";
  const kept = durability ? ` (${shownDurability(durability)})` : "";
  const again = pub_ack?.duplicate ? ", stored before" : "";
  const told = `${verb} ${paint("bold", escapeControls(subject))}${stored}${kept}${again} ${paint("dim", `(${formatBytes(bytes)})`)}`;
  const width = terminalWidth();
  for (const line of fillLines(told, width)) print(line);
  for (const { dataname, transport, reason, bytes: size } of payloads) {
    const cells = [
      " ",
      fitText(escapeControls(dataname), 18),
      fitText(formatBytes(size), 8, "right"),
      paint(transport === "link" ? "cyan" : "blue", fitText(transport, 6)),
      paint("dim", cutText(inFlags(reason), width - 39)),
    ];
    print(cells.join(" "));
  }
}

function shownDurability({ replicas, storage, persist_mode }: Durability): string {
  const copies = `${replicas} ${replicas === 1 ? "copy" : "copies"}`;
  const place = storage === "memory" ? "in memory" : "on disk";
  return `${copies} ${place}${persist_mode === "async" ? ", acknowledged before it is there" : ""}`;
}
