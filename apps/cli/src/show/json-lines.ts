import { escapeControls } from "@natsbridge/schema";
import { paint } from "../terminal/paint.ts";

const SHOWN = 60;

/** A JSON value over several lines, coloured where the terminal shows colours. */
export function jsonLines(value: unknown, isFull: boolean): string[] {
  const lines: string[] = [];
  write(value, "  ", "", "", lines);
  if (isFull || lines.length <= SHOWN) return lines;
  return [...lines.slice(0, SHOWN), `  … and ${lines.length - SHOWN} lines more (--full)`];
}

function write(
  value: unknown,
  indent: string,
  before: string,
  after: string,
  lines: string[],
): void {
  const entries = entriesOf(value);
  if (entries === undefined) {
    lines.push(`${indent}${before}${scalar(value)}${after}`);
    return;
  }
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    lines.push(`${indent}${before}${open}${close}${after}`);
    return;
  }
  lines.push(`${indent}${before}${open}`);
  for (const [index, [label, each]] of entries.entries()) {
    write(each, `${indent}  `, label, index < entries.length - 1 ? "," : "", lines);
  }
  lines.push(`${indent}${close}${after}`);
}

function entriesOf(value: unknown): (readonly [label: string, value: unknown])[] | undefined {
  if (Array.isArray(value)) return value.map((each) => ["", each] as const);
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).map(
    ([key, each]) => [`${paint("cyan", quote(key))}: `, each] as const,
  );
}

function scalar(value: unknown): string {
  if (typeof value === "string") return paint("green", quote(value));
  if (typeof value === "number" || typeof value === "bigint") return paint("yellow", String(value));
  return paint("magenta", String(value));
}

/** JSON escapes the C0 controls; those above remain. */
function quote(text: string): string {
  return escapeControls(JSON.stringify(text));
}
