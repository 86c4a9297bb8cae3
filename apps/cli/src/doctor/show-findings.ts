import { escapeControls } from "@natsbridge/schema";
import { fillLines } from "../terminal/fill-lines.ts";
import { paint } from "../terminal/paint.ts";
import { print } from "../terminal/print.ts";
import { terminalWidth } from "../terminal/terminal-width.ts";
import type { Finding, Level } from "./finding.ts";

const MARKS = {
  ok: ["green", "ok      "],
  warning: ["yellow", "WARNING "],
  critical: ["red", "CRITICAL"],
  unknown: ["magenta", "UNKNOWN "],
} as const satisfies Record<Level, readonly [string, string]>;

const INDENT = " ".repeat(10);

/** Prints a finding, and below it what to do. */
export function showFinding({ check, level, message, mend }: Finding): void {
  const [colour, mark] = MARKS[level];
  const width = terminalWidth() - INDENT.length;
  const lines = fillLines(`${check}: ${escapeControls(message)}`, width);
  print(`${paint(colour, mark)}  ${lines.join(`\n${INDENT}`)}`);
  if (mend === undefined) return;
  for (const line of fillLines(`→ ${escapeControls(mend)}`, width))
    print(INDENT + paint("dim", line));
}

/** Prints the sum of it. */
export function showVerdict(level: Level, findings: readonly Finding[]): void {
  const count = (wanted: Level) => findings.filter((each) => each.level === wanted).length;
  const counted = (["critical", "warning", "unknown", "ok"] as const)
    .filter((each) => count(each) > 0)
    .map((each) => `${count(each)} ${each}`);
  print();
  print(paint(MARKS[level][0], counted.join(", ")));
}
