import type { Table } from "apache-arrow";
import { describeValue } from "../describe-value.ts";
import { bytesIn } from "../what-counts.ts";
import { buildTable } from "./read/build-table.ts";
import { damaged } from "./read/damaged.ts";
import { loadDecompressors } from "./read/decompress.ts";
import { guarded } from "./read/guarded.ts";
import { type IpcContent, readMessages } from "./read/read-messages.ts";

/**
 * Reads Arrow IPC, file or stream, compressed with LZ4 or ZSTD or not. The buffers of the table are views
 * into the given bytes where they are not compressed, and they keep those bytes alive.
 *
 * @throws NatsBridgeError `decode_error` for bytes that are not Arrow IPC, are cut off or damaged, or hold a type
 * that apache-arrow has no vectors for (it is named).
 */
export async function tableFromIpc(ipc: Uint8Array | ArrayBufferLike): Promise<Table> {
  // A plain view: those of a Buffer would be Buffers, whose `slice` copies nothing.
  const bytes = bytesIn(ipc);
  if (bytes === undefined) throw damaged(`${describeValue(ipc)} is no bytes`);
  return tableFromContent(guarded(() => readMessages(bytes)));
}

/** Reads the values of Arrow IPC that was taken apart. */
export async function tableFromContent(content: IpcContent): Promise<Table> {
  const decompressors = await loadDecompressors(content.messages);
  return guarded(() => buildTable(content, decompressors));
}
