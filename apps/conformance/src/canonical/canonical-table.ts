import { DataType, type Table } from "apache-arrow";
import { canonicalCell } from "./cell.ts";
import { columnType } from "./column-type.ts";

export interface CanonicalColumn {
  readonly name: string;
  readonly type: string;
  readonly dictionary?: true;
}

/** A table in the canonical form of the vectors; rows as arrays, since names of columns may repeat. */
export interface CanonicalTable {
  readonly columns: readonly CanonicalColumn[];
  readonly nrows: number;
  readonly rows: readonly (readonly unknown[])[];
}

export function canonicalTable(table: Table): CanonicalTable {
  const columns = table.schema.fields.map(({ name, type }) => ({
    name,
    type: columnType(type),
    ...(DataType.isDictionary(type) ? { dictionary: true as const } : {}),
  }));
  const rows = table.batches.flatMap(({ data }) =>
    Array.from({ length: data.length }, (_, row) =>
      data.children.map((column) => canonicalCell(column, row)),
    ),
  );
  return { columns, nrows: table.numRows, rows };
}
