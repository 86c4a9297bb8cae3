import { Text } from "@mantine/core";
import type { Table } from "apache-arrow";
import HighTable, { type DataFrame } from "hightable";
import { type ReactNode, useState } from "react";

/** A table of any length, Arrow or rows: only the cells in view are read and shown. */
export function TableView({
  name,
  table,
}: {
  readonly name: string;
  readonly table: unknown;
}): ReactNode {
  // The grid keeps its place as long as it is given the same object.
  const [data] = useState(() =>
    Array.isArray(table) ? rowData(table) : arrowData(table as Table),
  );
  return (
    <figure className="table">
      <HighTable data={data} className="grid" focus={false} stringify={cellText} />
      <Text component="figcaption" size="xs">
        {name} · {data.numRows.toLocaleString("en")} rows
      </Text>
    </figure>
  );
}

function arrowData(table: Table): DataFrame {
  const columns = new Map(
    table.schema.fields.map(({ name, type }, index) => {
      const column = table.getChildAt(index);
      // Times come as numbers, in ms.
      const isTime = /^(Timestamp|Date)/.test(String(type));
      const cell = (row: number): unknown => {
        const value: unknown = column?.get(row);
        return isTime && typeof value === "number" ? new Date(value) : value;
      };
      return [name, cell];
    }),
  );
  return frame([...columns.keys()], table.numRows, (row, name) => columns.get(name)?.(row));
}

function rowData(rows: readonly Record<string, unknown>[]): DataFrame {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return frame([...names], rows.length, (row, name) => rows[row]?.[name]);
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

function cellText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return value instanceof Date ? value.toISOString() : String(value);
}
