import { stripVTControlCharacters, styleText } from "node:util";
import { caseId, type Result, SECTIONS } from "../cases/case.ts";
import { countResults, type Report } from "./report.ts";

const MOST_FAILURES = 20;
const MOST_CHARACTERS = 400;

/** The report for a terminal: a table per section, then what failed and what is missing. */
export function terminalReport(report: Report): string {
  const tables = SECTIONS.flatMap((section) => {
    const results = report.results.filter((result) => result.section === section);
    return results.length === 0 ? [] : [`\n${styleText("bold", section)}`, sectionTable(results)];
  });
  return [...tables, ...failures(report.results), ...missing(report), "", verdict(report)].join(
    "\n",
  );
}

function sectionTable(results: readonly Result[]): string {
  const rows = [...new Set(results.map(({ row }) => row))];
  const columns = [...new Set(results.map(({ column }) => column))];
  // Many rows of one case each say more as a line of totals.
  const shown = rows.length > 12 ? ["all"] : rows;
  const cells = shown.map((row) =>
    columns.map((column) =>
      results.filter((one) => one.column === column && (row === "all" || one.row === row)),
    ),
  );
  const width = Math.max(12, ...columns.map((column) => column.length + 2));
  const first = Math.max(12, ...shown.map((row) => row.length + 2));
  const head = " ".repeat(first) + columns.map((column) => column.padStart(width)).join("");
  const lines = cells.map(
    (line, at) =>
      (shown[at] ?? "").padEnd(first) + line.map((cell) => cellText(cell, width)).join(""),
  );
  return [styleText("dim", head), ...lines].join("\n");
}

function cellText(results: readonly Result[], width: number): string {
  const { passed, failed, missing: absent } = countResults(results);
  const wanted = passed + failed;
  if (failed > 0) return styleText("red", `${passed}/${wanted}`.padStart(width));
  if (absent > 0) return styleText("yellow", "missing".padStart(width));
  if (wanted === 0) return styleText("dim", (results.length > 0 ? "n/a" : "").padStart(width));
  return styleText("green", String(passed).padStart(width));
}

function failures(results: readonly Result[]): string[] {
  const failed = results.filter(({ status }) => status === "failed");
  const lines = failed
    .slice(0, MOST_FAILURES)
    .map((result) => `${styleText("red", "✗")} ${caseId(result)}: ${brief(result.note ?? "")}`);
  const rest = failed.length - MOST_FAILURES;
  return [...(lines.length > 0 ? ["", ...lines] : []), ...(rest > 0 ? [`  and ${rest} more`] : [])];
}

function brief(note: string): string {
  const text = stripVTControlCharacters(note).replaceAll("\n", " ");
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}

function missing(report: Report): string[] {
  return report.missing.map(({ title, reason, install }) =>
    styleText("yellow", `! ${title} is missing (${brief(reason)}). To install it: ${install}`),
  );
}

function verdict({ counts, seconds }: Report): string {
  const parts = Object.entries(counts).map(([status, count]) => `${count} ${status}`);
  const nothing = counts.passed + counts.failed === 0 ? "Nothing was proved: " : "";
  return `${nothing}${parts.join(", ")} in ${seconds.toFixed(1)} s`;
}
