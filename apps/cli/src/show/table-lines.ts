import { escapeControls } from "@natsbridge/schema";
import { columnLines } from "./column-lines.ts";
import type { Table } from "./is-table.ts";
import { plainCell } from "./plain-cell.ts";

const SHOWN = 10;

/** A table as its columns with types, the first rows, and how many there are. */
export async function arrowTableLines(
  table: Table,
  isFull: boolean,
  width: number,
): Promise<string[]> {
  const { rowsFromTable } = await import("@natsbridge/codecs/arrow");
  const { numRows } = table;
  const columns = table.schema.fields.map((field) => ({
    name: String(field.name),
    type: String(field.type),
  }));
  const shown = isFull ? numRows : Math.min(SHOWN, numRows);
  const rows = rowsFromTable(table.slice(0, shown));
  return columnLines(columns, rows.map(cellsOf(columns)), numRows, width);
}

/** The same for rows of JSON; a column's type is that of its values. */
export function jsonTableLines(rows: readonly object[], isFull: boolean, width: number): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => ({ name, type: typesOf(rows, name) }));
  const shown = isFull ? rows : rows.slice(0, SHOWN);
  return columnLines(columns, shown.map(cellsOf(columns)), rows.length, width);
}

function cellsOf(columns: readonly { readonly name: string }[]): (row: object) => string[] {
  return (row) => columns.map(({ name }) => cellText(Reflect.get(row, name)));
}

function cellText(value: unknown): string {
  if (value === undefined) return "";
  const plain = plainCell(value);
  const text =
    typeof plain === "object" && plain !== null
      ? JSON.stringify(plain, (_key, each: unknown) =>
          typeof each === "bigint" ? String(each) : each,
        )
      : String(plain);
  return escapeControls(text);
}

function typesOf(rows: readonly object[], name: string): string {
  const types = new Set(rows.map((row) => jsonType(Reflect.get(row, name))));
  types.delete("");
  return [...types].sort().join(" | ");
}

function jsonType(value: unknown): string {
  if (value === undefined) return "";
  if (value === null) return "null";
  if (typeof value === "bigint") return "number";
  return Array.isArray(value) ? "array" : typeof value;
}
