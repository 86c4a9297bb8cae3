import { RecordBatch, Table, tableFromArrays, tableFromJSON, tableToIPC } from "apache-arrow";
import { invalidPayload, messageOf } from "../errors.ts";
import type { ArrowCompression } from "./arrow-compression.ts";

/** Writes a table as an Arrow IPC file. */
export async function serializeTable(
  data: unknown,
  _compression: ArrowCompression | undefined,
): Promise<Uint8Array> {
  try {
    if (data instanceof Table) return tableToIPC(data, "file");
    if (data instanceof RecordBatch) return tableToIPC(new Table(data), "file");
    if (data instanceof Uint8Array) return data;
    if (Array.isArray(data)) return tableToIPC(tableFromJSON(data), "file");
    const columns: Record<string, ArrayLike<unknown>> = Object(data);
    return tableToIPC(tableFromArrays(columns as Record<string, unknown[]>), "file");
  } catch (error) {
    throw invalidPayload(`"arrowtable": ${messageOf(error)}`, error);
  }
}
