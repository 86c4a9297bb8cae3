import { createRequire } from "node:module";

/** What stands in a line of its own as it is, whatever a terminal makes of wide letters. */
const PLAIN = /^[!-~](?:[ -~]*[!-~])?$/;

let wrapAnsi: typeof import("wrap-ansi").default | undefined;

/** Breaks text into lines of at most so many columns, between words; only a word that fits no line is cut. */
export function fillLines(text: string, width: number): string[] {
  if (text.length <= width && PLAIN.test(text)) return [text];
  // Measuring letters takes longer to load than the whole command, and most lines fit.
  wrapAnsi ??= loadWrapAnsi();
  return wrapAnsi(text, width, { hard: true, trim: true }).split("\n");
}

function loadWrapAnsi(): typeof import("wrap-ansi").default {
  const library: typeof import("wrap-ansi") = createRequire(import.meta.url)("wrap-ansi");
  return library.default;
}
