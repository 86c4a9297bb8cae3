import type { RecordBatch, Table } from "apache-arrow";

/** One column as values: typed arrays are taken as they are, other values are inferred over all rows. */
export type ColumnInput = readonly unknown[] | ArrayBufferView;

/**
 * What is accepted as a table: rows, columns, apache-arrow tables and batches, Arrow IPC bytes (file or
 * stream).
 */
export type TableInput =
  | readonly object[]
  | Readonly<Record<string, ColumnInput>>
  | Table
  | RecordBatch
  | readonly RecordBatch[]
  | AsyncIterable<RecordBatch>
  | Uint8Array
  | ArrayBufferLike;
