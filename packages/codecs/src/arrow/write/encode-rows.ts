import { describeValue, wayOut } from "../../describe-value.ts";
import { invalidPayload } from "../../errors.ts";
import { isPlainObject } from "../../what-counts.ts";
import { Cells } from "../infer/cells.ts";
import { collectNames } from "../infer/collect-names.ts";
import { columnsOf, metadataOf, planColumns, type SchemaOption } from "../plan/plan-columns.ts";
import { NotUniform, planUniformRows } from "../plan/plan-uniform-rows.ts";
import { type BufferCompression, writeIpcFile } from "./write-ipc-file.ts";

/** Writes rows as an Arrow IPC file. A missing key is null; columns are in the order of their first appearance. */
export function encodeRows(
  rows: readonly unknown[],
  schema?: SchemaOption,
  compression?: BufferCompression,
): Uint8Array {
  const uniform = schema === undefined ? planUniformRows(rows) : undefined;
  if (uniform !== undefined) {
    try {
      return writeIpcFile(uniform, compression);
    } catch (error) {
      if (!(error instanceof NotUniform)) throw error;
    }
  }
  checkRows(rows);
  const names = collectNames(rows);
  const cellsOf = (name: string) => new Cells(rows, name, name);
  const cells = new Map(names.map((name) => [name, cellsOf(name)]));
  const columns = columnsOf(cells, cellsOf, schema);
  return writeIpcFile(planColumns(columns, rows.length, metadataOf(schema)), compression);
}

function checkRows(rows: readonly unknown[]): void {
  for (let row = 0; row < rows.length; row++) {
    const value = rows[row];
    if (typeof value !== "object" || value === null || !isPlainObject(value)) {
      const came = describeValue(value) + wayOut(value);
      throw invalidPayload(`row ${row}: expected an object, got ${came}`);
    }
  }
}
