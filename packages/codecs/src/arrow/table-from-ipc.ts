import { type Table, tableFromIPC } from "apache-arrow";
import { decodeError, messageOf } from "../errors.ts";

/** Reads Arrow IPC, file or stream. */
export async function tableFromIpc(bytes: Uint8Array): Promise<Table> {
  try {
    return tableFromIPC(bytes);
  } catch (error) {
    throw decodeError(`no Arrow table: ${messageOf(error)}`, error);
  }
}
