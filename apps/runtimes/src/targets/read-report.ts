import type { CheckResult } from "../suite/check.ts";

/** The report is the last line; what a runtime warns of before it is no matter. */
export function readReport(output: string): readonly CheckResult[] {
  const line = output
    .trimEnd()
    .split("\n")
    .findLast((each) => each.startsWith('{"results":'));
  if (line === undefined) throw new Error(`no report came:\n${output.slice(-4_000)}`);
  return (JSON.parse(line) as { results: readonly CheckResult[] }).results;
}
