import { escapeControls } from "@natsbridge/schema";
import stringWidth from "string-width";
import { fitText } from "../terminal/fit-text.ts";
import { paint } from "../terminal/paint.ts";

/** Widest that one column gets. */
const WIDEST = 32;
/** Narrowest that a column is shown at all. */
const NARROWEST = 6;

/** Columns under their names and types, as many as fit; the last line counts. */
export function columnLines(
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: readonly (readonly string[])[],
  count: number,
  width: number,
): string[] {
  const names = columns.map(({ name }) => escapeControls(name));
  // The type of a struct holds the names of its fields.
  const types = columns.map(({ type }) => escapeControls(type));
  const widths = columns.map((_column, at) => {
    const texts = [names[at] ?? "", types[at] ?? "", ...rows.map((row) => row[at] ?? "")];
    return Math.min(WIDEST, Math.max(...texts.map((text) => stringWidth(text))));
  });
  const fitting = fitWidths(widths, width - 2);
  const line = (texts: readonly string[]) =>
    `  ${fitting.map((wide, at) => fitText(texts[at] ?? "", wide)).join("  ")}`.trimEnd();
  const hidden = columns.length - fitting.length;
  const summary = [
    `${count.toLocaleString("en-US")} ${count === 1 ? "row" : "rows"}`,
    `${columns.length} ${columns.length === 1 ? "column" : "columns"}`,
    ...(hidden > 0 ? [`${hidden} not shown`] : []),
    ...(rows.length < count ? [`first ${rows.length} rows`] : []),
  ];
  return [
    paint("bold", line(names)),
    paint("dim", line(types)),
    ...rows.map(line),
    paint("dim", `  ${summary.join(", ")}`),
  ];
}

/** The widths of those first columns that fit; the last of them may be cut. */
function fitWidths(widths: readonly number[], room: number): number[] {
  const fitting: number[] = [];
  let left = room;
  for (const wide of widths) {
    if (left < Math.min(wide, NARROWEST)) break;
    fitting.push(Math.min(wide, left));
    left -= wide + 2;
  }
  return fitting;
}
