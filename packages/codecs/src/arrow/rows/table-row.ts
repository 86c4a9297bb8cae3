/** A row: a plain object with one key per column. */
export interface TableRow {
  [column: string]: unknown;
}
