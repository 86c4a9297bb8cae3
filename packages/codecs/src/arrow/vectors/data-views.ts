import type { Data } from "apache-arrow";
import { type PlannedPart, readyPart } from "../plan/column-plan.ts";
import { isLongView, isValidAt, type Nulls, viewLength, viewsFault } from "../vector-faults.ts";
import { assertNullFrom, brokenVector, bytesBehind } from "./data-buffers.ts";

const VIEW_BYTES = 16;
/** Where views use less than one part in so many of their buffers, only what they use is written. */
const MUCH_UNUSED = 2;
const MAX_BUFFER = 0x7fff_ffff;

/** The buffers of a column of views: the views themselves, then those that they point into. */
export function dataViews(
  data: Data,
  nulls: Nulls,
  nullCount: number,
  name: string,
): PlannedPart[] {
  const { length } = data;
  const bytes = bytesBehind(data.values);
  const rows = Math.min(length, Math.floor(bytes.byteLength / VIEW_BYTES));
  assertNullFrom(rows, length, nulls, name);
  const views = new DataView(bytes.buffer, bytes.byteOffset, rows * VIEW_BYTES);
  const buffers = data.variadicBuffers;
  const used = viewsFault(views, nulls, buffers, { from: 0, to: rows });
  if (typeof used === "string") throw brokenVector(name, used);
  const stored = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const isGathered = used < stored / MUCH_UNUSED && used <= MAX_BUFFER;

  const writeViews = (target: Uint8Array) => {
    target.set(bytes.subarray(0, rows * VIEW_BYTES));
    if (nullCount === 0) return;
    // Some readers look at what stands in place of a null.
    for (let row = 0; row < rows; row++) {
      if (!isValidAt(nulls, row)) target.fill(0, row * VIEW_BYTES, (row + 1) * VIEW_BYTES);
    }
  };
  if (!isGathered) {
    const part = {
      sizes: [length * VIEW_BYTES],
      write: ([target]: readonly Uint8Array[]) => target && writeViews(target),
    };
    return [part, ...buffers.map(readyPart)];
  }
  const write = ([target, gathered]: readonly Uint8Array[]) => {
    if (target === undefined) return;
    writeViews(target);
    if (gathered) gather(new DataView(target.buffer, target.byteOffset), rows, buffers, gathered);
  };
  return [{ sizes: used > 0 ? [length * VIEW_BYTES, used] : [length * VIEW_BYTES], write }];
}

/** Copies what views point at into one buffer, and lets them point there. */
function gather(
  views: DataView,
  rows: number,
  buffers: readonly Uint8Array[],
  target: Uint8Array,
): void {
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const length = viewLength(views, row);
    if (!isLongView(length)) continue;
    const buffer = buffers[views.getInt32(row * VIEW_BYTES + 8, true)];
    const offset = views.getInt32(row * VIEW_BYTES + 12, true);
    if (buffer) target.set(buffer.subarray(offset, offset + length), at);
    views.setInt32(row * VIEW_BYTES + 8, 0, true);
    views.setInt32(row * VIEW_BYTES + 12, at, true);
    at += length;
  }
}
