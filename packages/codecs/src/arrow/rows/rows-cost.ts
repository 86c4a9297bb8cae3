import { type Data, DataType, type RecordBatch } from "apache-arrow";
import { tooMuch } from "../../decode-budget.ts";

/** What a plain object costs, and what a value in one or in an array does, in bytes. */
const ROW_BYTES = 80;
const CELL_BYTES = 8;
/** What rows may take in any case, and so many times what the table has. */
const FREE_BYTES = 2 ** 30;
const MAX_GROWTH = 8;

/**
 * Refuses rows that would take more memory than allowed, before the first is made: 80 bytes each and 8 for every cell,
 * those inside lists and structs too.
 *
 * @throws NatsBridgeError `decode_error` with `details.option`.
 */
export function assertAffordable(
  batches: readonly RecordBatch[],
  max_decoded_bytes: number | undefined,
): void {
  const cost = batches.reduce((sum, { data }) => sum + objectCost(data), 0);
  if (cost <= (max_decoded_bytes ?? FREE_BYTES)) return;
  const limit = max_decoded_bytes ?? Math.max(FREE_BYTES, MAX_GROWTH * storedBytes(batches));
  if (cost > limit) throw tooMuch(`the rows of the table need ${cost} bytes`, limit);
}

function objectCost({ length, children }: Data): number {
  return length * ROW_BYTES + children.reduce((sum, child) => sum + cellCost(child), 0);
}

function cellCost(data: Data): number {
  const own = data.length * CELL_BYTES;
  if (DataType.isStruct(data.type)) return own + objectCost(data);
  return own + (data.children ?? []).reduce((sum, child) => sum + (child ? cellCost(child) : 0), 0);
}

/** Memory behind the columns; what several share is counted once. */
function storedBytes(batches: readonly RecordBatch[]): number {
  const shown = new Map<ArrayBufferLike, number>();
  const look = (data: Data | undefined) => {
    if (data === undefined) return;
    const { valueOffsets, values, nullBitmap, typeIds, variadicBuffers } = data;
    for (const view of [valueOffsets, values, nullBitmap, typeIds, ...variadicBuffers]) {
      if (!ArrayBuffer.isView(view)) continue;
      shown.set(view.buffer, (shown.get(view.buffer) ?? 0) + view.byteLength);
    }
    for (const child of data.children ?? []) look(child);
    for (const chunk of data.dictionary?.data ?? []) look(chunk);
  };
  for (const { data } of batches) look(data);
  return [...shown].reduce((sum, [{ byteLength }, bytes]) => sum + Math.min(byteLength, bytes), 0);
}
