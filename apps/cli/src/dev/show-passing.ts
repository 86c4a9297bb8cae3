import { escapeControls } from "@natsbridge/schema";
import { counted } from "../terminal/counted.ts";
import { cutText, fitText } from "../terminal/fit-text.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { paint } from "../terminal/paint.ts";
import { print } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";
import type { PassingMessage, PassingPayload } from "./passing-message.ts";

/** Prints a message that passed: a line for it, and one for each of its payloads. */
export function showPassing(message: PassingMessage, at: Date): void {
  const width = terminalWidth();
  const time = at.toTimeString().slice(0, 8);
  const what = message.fault === undefined ? purposeOf(message) : "no NATSBridge message";
  const facts = `${what}, ${formatBytes(message.bytes)}`;
  const subject = cutText(escapeControls(message.subject), Math.max(10, width - facts.length - 11));
  print(`${paint("dim", time)} ${paint("bold", subject)} ${paint("dim", facts)}`);
  for (const payload of message.payloads) print(payloadLine(payload, width));
}

function purposeOf({ purpose, payloads }: PassingMessage): string {
  const count = counted(payloads.length, "payload");
  return purpose === "chat" ? count : `${escapeControls(purpose)}, ${count}`;
}

function payloadLine(
  { name, type, bytes, transport, reason }: PassingPayload,
  width: number,
): string {
  const cells = [
    " ".repeat(8),
    fitText(escapeControls(name), 16),
    fitText(type, 10),
    fitText(formatBytes(bytes), 8, "right"),
    paint(transport === "link" ? "cyan" : "blue", fitText(transport, 6)),
  ];
  const left = width - (8 + 16 + 10 + 8 + 6 + 5);
  return `${cells.join(" ")} ${left < 12 ? "" : paint("dim", cutText(reason, left))}`.trimEnd();
}
