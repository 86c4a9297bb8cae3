import stringWidth from "string-width";
import { faultsOf, type Outcome } from "./outcome.ts";

/** Lines of columns, each as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ""))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - stringWidth(cell)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

const weight = (bytes: Outcome["bytes"]) =>
  bytes === undefined ? "" : `${kilobytes(bytes.start)} of ${kilobytes(bytes.all)} kB`;

const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(1);

/** An outcome in the terminal. */
export function rowOf(outcome: Outcome): readonly string[] {
  const { name, version = "", results = [], bytes, seconds } = outcome;
  const faults = faultsOf(outcome);
  const held = results.filter(({ fault }) => fault === undefined).length;
  const mark = faults.length === 0 ? "ok" : "FAIL";
  return [mark, name, version, `${held} of ${results.length}`, weight(bytes), `${seconds} s`];
}
