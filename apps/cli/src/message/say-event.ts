import { escapeControls } from "@natsbridge/schema";
import { paint } from "../terminal/paint.ts";

/** Something that happens while messages are waited for. */
interface WaitingEvent {
  readonly event: string;
  readonly [field: string]: string;
}

/** Says on standard error what happens: the event as a line of JSON, or a text for people. */
export function sayEvent(
  json: boolean,
  event: WaitingEvent,
  style: Parameters<typeof paint>[0],
  text: string,
): void {
  const { stderr } = process;
  const line = json ? JSON.stringify(event) : paint(style, escapeControls(text), stderr);
  stderr.write(`${line}\n`);
}
