import type { TableCells } from "./table-cells.ts";

/** Rows of a table as CSV (RFC 4180). Text that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvText({ columns }: TableCells, from: number, to: number): string {
  const lines: string[] = [];
  for (let row = from; row < to; row += 1) {
    lines.push(
      columns
        .map((column) => (column.isNumeric ? quoted(column.text(row)) : csvCell(column.text(row))))
        .join(","),
    );
  }
  return lines.map((line) => `${line}\r\n`).join("");
}

/** The first line, with the names. */
export function csvHead({ columns }: TableCells): string {
  return `${columns.map(({ name }) => csvCell(name)).join(",")}\r\n`;
}

/** Also behind white space, and as full-width characters, spreadsheets see formulas. */
function csvCell(text: string): string {
  return quoted(/^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
