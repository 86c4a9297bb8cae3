import { escapeControls, NatsBridgeError } from "@natsbridge/schema";
import type { LazyEnvelope, ReceivedEnvelope } from "natsbridge";
import { said } from "../said.ts";
import { hexLines } from "../show/hex-lines.ts";
import { valueLines } from "../show/value-lines.ts";
import { fillLines } from "../terminal/fill-lines.ts";
import { cutText } from "../terminal/fit-text.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { paint } from "../terminal/paint.ts";
import { print } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";
import type { Incoming } from "./incoming.ts";
import type { PrintOptions, Received } from "./print-options.ts";
import { savePayload } from "./save-payload.ts";
import { type ShownPayload, shownPayloads } from "./shown-payload.ts";

/** Prints a message for people: where it came from, and each payload as what it is. */
export async function printMessage(
  message: Pick<Incoming, "subject" | "data" | "headers" | "stored">,
  received: Received,
  options: PrintOptions,
): Promise<NatsBridgeError | undefined> {
  printHeading(message, received);
  if (received instanceof NatsBridgeError) {
    printFault(received);
    for (const line of hexLines(message.data, options.full === true, terminalWidth())) print(line);
    print();
    return received;
  }
  let fault: NatsBridgeError | undefined;
  for (const payload of shownPayloads(received, options.select)) {
    fault = (await printPayload(payload, options)) ?? fault;
  }
  print();
  return fault;
}

function printHeading(
  { subject, stored, data }: Pick<Incoming, "subject" | "data" | "stored">,
  received: Received,
): void {
  const facts = [
    ...(stored ? [`${stored.stream} ${stored.sequence}`, stored.time] : []),
    ...(received instanceof NatsBridgeError ? [] : envelopeFacts(received)),
    ...(data.length === 0 ? [] : [formatBytes(data.length)]),
  ].map(escapeControls);
  const width = terminalWidth();
  if (subject !== "") print(paint("bold", cutText(escapeControls(subject), width)));
  for (const line of fillLines(facts.join(" · "), width)) print(paint("dim", line));
}

function envelopeFacts(envelope: LazyEnvelope | ReceivedEnvelope): string[] {
  const { sender_name, msg_purpose, timestamp, metadata } = envelope;
  const reason = metadata.reason;
  return [
    ...(sender_name === "" ? [] : [`from ${sender_name}`]),
    ...(msg_purpose === "" || msg_purpose === "chat" ? [] : [msg_purpose]),
    ...(msg_purpose === "NACK" && typeof reason === "string" ? [reason] : []),
    ...(timestamp === "" ? [] : [timestamp]),
  ];
}

async function printPayload(
  payload: ShownPayload,
  options: PrintOptions,
): Promise<NatsBridgeError | undefined> {
  const { dataname, payload_type, transport, size } = payload.info;
  const facts = [payload_type, ...(size === undefined ? [] : [formatBytes(size)]), transport];
  const about = facts.map(escapeControls).join(", ");
  const name = cutText(escapeControls(dataname), Math.max(10, terminalWidth() - about.length - 1));
  print(`${paint("cyan", name)} ${paint("dim", about)}`);
  if (options.stays && transport === "link") return undefined;
  try {
    if (options.forbidden && transport === "link") throw options.forbidden;
    await printContent(payload, options);
    return undefined;
  } catch (error) {
    if (!NatsBridgeError.isInstance(error) || error.code === "aborted") throw error;
    printFault(error);
    return error;
  }
}

async function printContent(payload: ShownPayload, options: PrintOptions): Promise<void> {
  const { out, force, full } = options;
  if (out !== undefined) {
    const path = await savePayload(payload, { folder: out, force: force === true });
    print(`  saved to ${escapeControls(path)}`);
    return;
  }
  const width = terminalWidth();
  const value = await payload.value();
  for (const line of await valueLines(payload.info.payload_type, value, full === true, width)) {
    print(line);
  }
}

function printFault(error: NatsBridgeError): void {
  for (const line of fillLines(
    `${escapeControls(said(error))} (${error.code})`,
    terminalWidth() - 2,
  )) {
    print(`  ${paint("red", line)}`);
  }
}
