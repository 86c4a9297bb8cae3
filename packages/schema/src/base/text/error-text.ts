import { escapeControls } from "./escape-controls.ts";

/** Longest message of an error, in characters. */
const LONGEST_MESSAGE = 2_000;

/** Longest piece of foreign text in a message or a log line, in characters. */
const LONGEST_FOREIGN = 200;

/** The message of an error: one line, control characters escaped, at most 2,000 characters with its ending, which stays whole. */
export function errorText(message: string, ending = ""): string {
  const longest = LONGEST_MESSAGE - ending.length;
  return cut(escapeControls(cut(message, longest)), longest) + ending;
}

/** Text that somebody else wrote (an id, a name, an answer), fit for a message: escaped, at most 200 characters. */
export function foreignText(text: string): string {
  return cut(escapeControls(cut(text, LONGEST_FOREIGN)), LONGEST_FOREIGN);
}

function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const shown = text.slice(0, longest - 1);
  // Half a character would be written as a replacement character.
  return `${/[\uD800-\uDBFF]$/.test(shown) ? shown.slice(0, -1) : shown}…`;
}
