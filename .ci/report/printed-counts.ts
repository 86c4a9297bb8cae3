import type { Counts } from "./read-report.ts";

/** The counts that a runner prints at its end where it writes no report. Undefined where it prints none. */
export function printedCounts(output: string): Counts | undefined {
  const lines = output.trimEnd().split("\n");
  return closingLine(lines) ?? juliaTable(lines);
}

/** `12 passed, 1 failed`, in any order. */
function closingLine(lines: readonly string[]): Counts | undefined {
  const line = lines.findLast((text) => /\b\d+ passed\b/.test(text));
  if (line === undefined) return undefined;
  const count = (word: string) => Number(line.match(new RegExp(`\\b(\\d+) ${word}\\b`))?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}

/** Julia's table: cells end where the words of the header end, and are blank for 0; indented rows are parts of others. */
function juliaTable(lines: readonly string[]): Counts | undefined {
  const start = lines.findLastIndex((line) => line.startsWith("Test Summary:"));
  const header = lines[start];
  if (header === undefined) return undefined;
  const rows = lines.slice(start + 1).filter((line) => /^\S.*\|/.test(line));
  const sum = (word: string) => {
    const [match] = header.matchAll(new RegExp(`\\s+${word}\\b`, "g"));
    if (match === undefined) return 0;
    const end = match.index + match[0].length;
    return rows.reduce((total, row) => total + Number(row.slice(match.index, end)), 0);
  };
  return { passed: sum("Pass"), failed: sum("Fail") + sum("Error"), skipped: sum("Broken") };
}
