import jsep from "jsep";
import { ENVELOPE_FIELDS } from "../message/envelope-fields.ts";
import type { SeenMessage } from "../message/seen-message.ts";
import { compileExpression, type Expression } from "./compile-expression.ts";
import { matchesText } from "./matches-text.ts";

/** What an expression may name, and where it comes from: what the list shows, and every field of the envelope. */
const FIELDS: Readonly<Record<string, (message: SeenMessage) => unknown>> = {
  time: ({ at }) => at.toISOString(),
  subject: ({ subject }) => subject,
  purpose: ({ purpose }) => purpose,
  sender: ({ sender }) => sender,
  receiver: ({ receiver }) => receiver,
  correlation: ({ correlation }) => correlation,
  name: ({ payloads }) => payloads.map(({ name }) => name),
  type: ({ payloads }) => payloads.map(({ type }) => type),
  by: ({ payloads }) => payloads.map(({ transport }) => transport),
  size: ({ payloads }) => payloads.reduce((sum, { size }) => sum + (size ?? 0), 0),
  bytes: ({ data }) => data.length,
  payloads: ({ payloads }) => payloads.length,
  fault: ({ fault }) => fault ?? "",
  metadata: ({ fields }) => fields.metadata,
  headers: ({ headers }) => Object.fromEntries(headers),
  ...Object.fromEntries(
    ENVELOPE_FIELDS.map((name) => [name, ({ fields }: SeenMessage) => fields[name] ?? ""]),
  ),
};

/** A filter that was typed. */
export interface MessageFilter {
  readonly matches: (message: SeenMessage) => boolean;
  /** Why it is no filter; everything matches then. */
  readonly fault: string;
}

const ALL: MessageFilter = { matches: () => true, fault: "" };

/**
 * Reads a filter: words are searched in what a list shows; a comparison such as `size > 1e6 && type == "image"` is
 * evaluated, by walking it and never as code.
 */
export function messageFilter(text: string): MessageFilter {
  const wanted = text.trim();
  if (wanted === "") return ALL;
  // Without an operator or a call it is a word to search for.
  if (!/[=<>!&|()]/.test(wanted)) return { ...ALL, matches: (each) => matchesText(each, wanted) };
  try {
    const test = compileExpression(jsep(wanted) as Expression, Object.keys(FIELDS));
    return {
      fault: "",
      matches: (message) => Boolean(test((name) => FIELDS[name]?.(message))),
    };
  } catch (error) {
    return { ...ALL, fault: error instanceof Error ? error.message : String(error) };
  }
}
