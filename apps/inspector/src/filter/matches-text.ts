import type { SeenMessage } from "../message/seen-message.ts";

/** Whether a text is in what a list shows of a message, whatever its case. */
export function matchesText(message: SeenMessage, text: string): boolean {
  const wanted = text.toLowerCase();
  const { subject, purpose, sender, correlation, payloads } = message;
  const shown = [subject, purpose, sender, correlation, ...payloads.map(({ name }) => name)];
  return shown.some((each) => each.toLowerCase().includes(wanted));
}
