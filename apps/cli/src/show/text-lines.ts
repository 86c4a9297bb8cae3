import { escapeControls } from "@natsbridge/schema";
import { fillLines } from "../terminal/fill-lines.ts";

const SHOWN = 4_000;

/** A text as lines that fit. Its control characters are escaped: it cannot move the cursor or colour anything. */
export function textLines(text: string, isFull: boolean, width: number): string[] {
  const shown = isFull ? text : text.slice(0, SHOWN);
  const lines = shown.split(/\r?\n/).flatMap((line) => {
    const safe = escapeControls(line.replaceAll("\t", "    "));
    return fillLines(safe, width - 2).map((part) => `  ${part}`.trimEnd());
  });
  const left = text.length - shown.length;
  if (left > 0) lines.push(`  … and ${left.toLocaleString("en-US")} characters more (--full)`);
  return lines;
}
