import type { Table } from "apache-arrow";
import { jsonText } from "../page/json-text.ts";

export type Rows = readonly Readonly<Record<string, unknown>>[];

/** A column of a table: its name, its type where it has one, and its cells, read one by one. */
export interface TableColumn {
  readonly name: string;
  readonly type: string;
  readonly isNumeric: boolean;
  readonly isTime: boolean;
  value(row: number): unknown;
  /** The cell as a number, of a time in ms; NaN where it is none. */
  number(row: number): number;
  /** The cell as text. */
  text(row: number): string;
}

/** A table whose cells are read when they are asked for. */
export interface TableCells {
  readonly length: number;
  readonly columns: readonly TableColumn[];
}

/** The cells of an Arrow table or of rows. */
export function tableCells(table: Table | Rows): TableCells {
  return Array.isArray(table) ? rowCells(table as Rows) : arrowCells(table as Table);
}

function arrowCells(table: Table): TableCells {
  const columns = table.schema.fields.map((field, index): TableColumn => {
    const type = String(field.type);
    const cells = table.getChildAt(index);
    const isTime = /^(Timestamp|Date)/.test(type);
    const value = (row: number): unknown => cells?.get(row) ?? null;
    return {
      name: String(field.name),
      type,
      isNumeric: /^(Int|Uint|Float)/.test(type),
      isTime,
      value,
      number: (row) => numberOf(value(row)),
      text: (row) => safely(() => (isTime ? timeText(value(row)) : cellText(value(row)))),
    };
  });
  return { length: table.numRows, columns };
}

function rowCells(rows: Rows): TableCells {
  const names = new Set(rows.flatMap(Object.keys));
  const columns = [...names].map((name): TableColumn => {
    const value = (row: number) => rows[row]?.[name] ?? null;
    const first = rows.slice(0, 100).map((row) => row[name] ?? null);
    const given = first.filter((each) => each !== null);
    const isTime = given.length > 0 && given.every(isTimeText);
    return {
      name,
      type: isTime ? "time" : [...new Set(given.map((each) => typeof each))].join(" or "),
      isNumeric: given.some((each) => typeof each === "number"),
      isTime,
      value,
      number: (row) => (isTime ? Date.parse(String(value(row))) : numberOf(value(row))),
      text: (row) => safely(() => cellText(value(row))),
    };
  });
  return { length: rows.length, columns };
}

function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : Number.NaN;
}

/** Whether a text is a time as JSON has it. */
function isTimeText(value: unknown): boolean {
  return typeof value === "string" && /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d|$)/.test(value);
}

/** Arrow gives times as numbers, in ms. */
function timeText(value: unknown): string {
  if (typeof value !== "number") return cellText(value);
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? String(value) : at.toISOString();
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? jsonText(value) : String(value);
}

/** A cell that cannot be read says why, and does not end the table. */
function safely(read: () => string): string {
  try {
    return read();
  } catch (error) {
    return String(error);
  }
}
