import wrapAnsi from "wrap-ansi";

/** Breaks text into lines of at most so many columns, between words; only a word that fits no line is cut. */
export function fillLines(text: string, width: number): string[] {
  return wrapAnsi(text, width, { hard: true, trim: true }).split("\n");
}
