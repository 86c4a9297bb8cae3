import { Binary, Bool, Float64, Int32, Int64, Table, Utf8, vectorFromArray } from "apache-arrow";
import type { JobColumn } from "./job.ts";

/** The table that a job writes out cell by cell. */
export function tableOfColumns(columns: readonly JobColumn[]): Table {
  return new Table(
    Object.fromEntries(
      columns.map(({ name, type, values }) => {
        const { arrowType, read } = COLUMN_TYPES[type];
        const cells = values.map((cell) => (cell === null ? null : read(String(cell))));
        return [name, vectorFromArray(cells, new arrowType())];
      }),
    ),
  );
}

const COLUMN_TYPES = {
  int32: { arrowType: Int32, read: Number },
  int64: { arrowType: Int64, read: BigInt },
  float64: { arrowType: Float64, read: Number },
  string: { arrowType: Utf8, read: String },
  bool: { arrowType: Bool, read: (cell: string) => cell === "true" },
  binary: { arrowType: Binary, read: fromHex },
} as const;

function fromHex(digits: string): Uint8Array {
  const pairs = digits.match(/../g) ?? [];
  return Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
}
