import type { Counts } from "./read-report.ts";

/** The counts in the closing line of a runner that writes no report, as `12 passed, 1 failed`, in any order. */
export function printedCounts(output: string): Counts | undefined {
  const line = output
    .trimEnd()
    .split("\n")
    .reverse()
    .find((text) => /\b\d+ passed\b/.test(text));
  if (line === undefined) return undefined;
  const count = (word: string) => Number(line.match(new RegExp(`\\b(\\d+) ${word}\\b`))?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), skipped: count("skipped") };
}
