import type { Field, Table } from "apache-arrow";
import type { DataFrame } from "hightable";

/** An Arrow table for the grid: cells are read from the columns when they come into view, nothing is copied. */
export function arrowData(value: unknown): DataFrame {
  if (Array.isArray(value)) return rowData(value);
  const table = value as Table;
  const columns = new Map(
    table.schema.fields.map(({ name }, index) => [name, table.getChildAt(index)]),
  );
  // Times come as numbers of their column's unit, which Arrow has made ms.
  const times = new Set(table.schema.fields.filter(isTime).map(({ name }) => name));
  return frame([...columns.keys()], table.numRows, (row, name) => {
    const cell: unknown = columns.get(name)?.get(row);
    return times.has(name) && typeof cell === "number" ? new Date(cell) : cell;
  });
}

/** Rows that came as JSON. */
export function rowData(value: unknown): DataFrame {
  const rows = value as readonly Record<string, unknown>[];
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return frame([...names], rows.length, (row, name) => rows[row]?.[name]);
}

function isTime({ type }: Field): boolean {
  return /^(Timestamp|Date)/.test(String(type));
}

function frame(
  names: readonly string[],
  numRows: number,
  cell: (row: number, name: string) => unknown,
): DataFrame {
  return {
    columnDescriptors: names.map((name) => ({ name })),
    numRows,
    getRowNumber: ({ row }) => ({ value: row }),
    getCell: ({ row, column }) => ({ value: cell(row, column) }),
  };
}
