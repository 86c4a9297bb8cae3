import { assertKnownOptions, bytesOption, type OptionNames } from "@natsbridge/schema/base";
import type { Table } from "apache-arrow";
import { DecodeBudget } from "../decode-budget.ts";
import { describeValue } from "../describe-value.ts";
import { bytesIn } from "../what-counts.ts";
import { buildTable } from "./read/build-table.ts";
import { damaged } from "./read/damaged.ts";
import { loadDecompressors } from "./read/decompress.ts";
import { guarded, guardedWait } from "./read/guarded.ts";
import { type IpcContent, readMessages } from "./read/read-messages.ts";

/** Options of {@link tableFromIpc}. */
export interface TableFromIpcOptions {
  /**
   * Most that reading may make beyond the given bytes, in bytes: decompressed columns, rows without bytes (8 bytes each),
   * columns that share their bytes. Default: the larger of 1 GiB and 8 times the given bytes.
   */
  readonly max_decoded_bytes?: number | undefined;
}

const KNOWN: OptionNames<TableFromIpcOptions> = { max_decoded_bytes: true };

/**
 * Reads Arrow IPC, file or stream, compressed with LZ4 or ZSTD or not. The buffers of the table are views into the given
 * bytes where they are not compressed, and they keep those bytes alive. The event loop is not held for longer than some
 * milliseconds at a time.
 *
 * @throws NatsBridgeError `decode_error` for bytes that are not Arrow IPC, are cut off or damaged, would become more
 * than `max_decoded_bytes` (then `details.option` says so), or hold a type that apache-arrow has no vectors for (it is
 * named); `invalid_config` for the options.
 */
export async function tableFromIpc(
  ipc: Uint8Array | ArrayBufferLike,
  options: TableFromIpcOptions = {},
): Promise<Table> {
  assertKnownOptions("tableFromIpc options", options, KNOWN);
  const max_decoded_bytes = bytesOption("max_decoded_bytes", options.max_decoded_bytes, undefined, {
    infinite: true,
  });
  // A plain view: those of a Buffer would be Buffers, whose `slice` copies nothing.
  const bytes = bytesIn(ipc);
  if (bytes === undefined) throw damaged(`${describeValue(ipc)} is no bytes`);
  const budget = new DecodeBudget(max_decoded_bytes);
  budget.receive(bytes.byteLength);
  return tableWithin(bytes, budget);
}

/** As {@link tableFromIpc}, with a budget that others may share, which knows of these bytes. */
export async function tableWithin(bytes: Uint8Array, budget: DecodeBudget): Promise<Table> {
  return tableFromContent(
    guarded(() => readMessages(bytes)),
    budget,
  );
}

/** Reads the values of Arrow IPC that was taken apart. */
export function tableFromContent(content: IpcContent, budget: DecodeBudget): Promise<Table> {
  return guardedWait(async () =>
    buildTable(content, await loadDecompressors(content.messages), budget),
  );
}
