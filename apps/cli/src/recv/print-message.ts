import { escapeControls, NatsBridgeError } from "@natsbridge/schema";
import type { LazyEnvelope } from "natsbridge";
import { hexLines } from "../show/hex-lines.ts";
import { showValue } from "../show/show-value.ts";
import { fillLines } from "../terminal/fill-lines.ts";
import { cutText } from "../terminal/fit-text.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import { paint } from "../terminal/paint.ts";
import { print } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";
import type { Incoming } from "./incoming.ts";
import type { PrintOptions } from "./message-printer.ts";
import { savePayload } from "./save-payload.ts";
import { type WantedPayload, wantedPayloads } from "./wanted-payloads.ts";

/** Prints a message for people: where it came from, and each payload as what it is. */
export async function printMessage(
  message: Incoming,
  received: LazyEnvelope | NatsBridgeError,
  options: PrintOptions,
): Promise<NatsBridgeError | undefined> {
  printHeading(message, received);
  if (received instanceof NatsBridgeError) {
    printFault(received);
    for (const line of hexLines(message.data, options.full === true)) print(line);
    print();
    return received;
  }
  let fault: NatsBridgeError | undefined;
  for (const payload of wantedPayloads(received, options.select)) {
    fault = (await printPayload(payload, options)) ?? fault;
  }
  print();
  return fault;
}

function printHeading(message: Incoming, received: LazyEnvelope | NatsBridgeError): void {
  const { subject, stored, data } = message;
  const facts = [
    ...(stored ? [`${stored.stream} ${stored.sequence}`, stored.time] : []),
    ...(received instanceof NatsBridgeError ? [] : envelopeFacts(received)),
    formatBytes(data.length),
  ].map(escapeControls);
  const name = cutText(escapeControls(subject), terminalWidth());
  const rest = fillLines(facts.join(" · "), terminalWidth());
  print(paint("bold", name));
  for (const line of rest) print(paint("dim", line));
}

function envelopeFacts({ sender_name, msg_purpose, timestamp }: LazyEnvelope): string[] {
  return [
    ...(sender_name === "" ? [] : [`from ${sender_name}`]),
    ...(msg_purpose === "" || msg_purpose === "chat" ? [] : [msg_purpose]),
    ...(typeof timestamp === "string" && timestamp !== "" ? [timestamp] : []),
  ];
}

async function printPayload(
  { handle, info }: WantedPayload,
  options: PrintOptions,
): Promise<NatsBridgeError | undefined> {
  const { dataname, payload_type, transport, size } = info;
  const facts = [payload_type, ...(size === undefined ? [] : [formatBytes(size)]), transport].join(
    ", ",
  );
  print(`${paint("cyan", escapeControls(dataname))} ${paint("dim", facts)}`);
  try {
    if (options.out === undefined) return await showValue(handle, options.full === true);
    print(
      `  saved to ${escapeControls(await savePayload(handle, options.out, options.force === true))}`,
    );
    return undefined;
  } catch (error) {
    if (!NatsBridgeError.isInstance(error) || error.code === "aborted") throw error;
    printFault(error);
    return error;
  }
}

function printFault({ code, message }: NatsBridgeError): void {
  for (const line of fillLines(`${escapeControls(message)} (${code})`, terminalWidth() - 2)) {
    print(`  ${paint("red", line)}`);
  }
}
