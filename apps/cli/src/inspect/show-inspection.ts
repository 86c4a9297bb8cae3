import { escapeControls, redactUrl } from "@natsbridge/schema";
import { counted } from "../terminal/counted.ts";
import { fillLines } from "../terminal/fill-lines.ts";
import { cutText } from "../terminal/fit-text.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { paint } from "../terminal/paint.ts";
import { print } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";
import { DIALECT_NAMES } from "./dialect.ts";
import type { InspectedPayload, Inspection } from "./inspect-message.ts";

/** Prints what was found, for people. */
export function showInspection(where: string, inspection: Inspection): void {
  const { bytes, fault, dialect, envelope } = inspection;
  print(`${paint("bold", escapeControls(where))} ${paint("dim", formatBytes(bytes))}`);
  if (fault) {
    show(`${fault.message} (${fault.code})`, "red");
    return;
  }
  if (dialect) print(`  dialect: ${DIALECT_NAMES[dialect]}`);
  for (const [field, value] of Object.entries(envelope ?? {})) {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    if (text === "" || text === "{}") continue;
    show(`${field.padEnd(16)} ${field === "broker_url" ? redactUrl(text) : text}`);
  }
  for (const payload of inspection.payloads) showPayload(payload);
  const { length } = inspection.deviations;
  print(
    length === 0
      ? paint("green", "  no deviation from the contract")
      : `  ${counted(length, "deviation")} from the contract as it is written:`,
  );
  for (const { path, message } of inspection.deviations) {
    show(`${path === "" ? "the envelope:" : path} ${message}`, "yellow", "    ");
  }
}

function showPayload({ name, type, transport, size, ok, found }: InspectedPayload): void {
  const facts = [type, transport, ...(size === undefined ? [] : [formatBytes(size)])].join(", ");
  const shown = cutText(escapeControls(name), Math.max(10, terminalWidth() - facts.length - 3));
  print(`  ${paint("cyan", shown)} ${paint("dim", escapeControls(facts))}`);
  if (found !== "") show(found, ok ? "green" : "red", "    ");
}

function show(text: string, colour?: "red" | "yellow" | "green", indent = "  "): void {
  for (const line of fillLines(escapeControls(text), terminalWidth() - indent.length)) {
    print(`${indent}${colour ? paint(colour, line) : line}`);
  }
}
