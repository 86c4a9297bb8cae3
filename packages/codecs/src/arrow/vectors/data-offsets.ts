import type { Data } from "apache-arrow";
import type { PlannedPart } from "../plan/column-plan.ts";
import { typedView } from "../plan/typed-view.ts";
import { type Nulls, offsetsFault } from "../vector-faults.ts";
import { assertNullFrom, brokenVector } from "./data-buffers.ts";

/** Where the values of a column of lists, texts or bytes lie, and its offsets, which begin at 0 when written. */
export interface DataOffsets {
  readonly begin: number;
  readonly end: number;
  readonly part: PlannedPart;
}

/** The offsets of a vector, checked. `limit`: number of items or bytes that they point into. */
export function dataOffsets(
  data: Data,
  nulls: Nulls,
  isLarge: boolean,
  limit: number,
  name: string,
): DataOffsets {
  const { length } = data;
  const all: Int32Array | BigInt64Array | undefined = data.valueOffsets;
  const offsets = all ?? new Int32Array(1);
  const rows = Math.max(0, Math.min(length, offsets.length - 1));
  // apache-arrow fills a shorter column up with nulls, and gives them no offsets.
  assertNullFrom(rows, length, nulls, name);
  const fault = offsetsFault(offsets, { from: 0, to: rows });
  if (fault !== undefined) throw brokenVector(name, fault);
  const begin = Number(offsets[0] ?? 0);
  const end = Number(offsets[rows] ?? begin);
  if (end > limit) throw brokenVector(name, "its offsets point outside its values");
  const write = ([target]: readonly Uint8Array[]) => {
    const written = isLarge ? typedView(BigInt64Array, target) : typedView(Int32Array, target);
    fill(written, offsets, begin, rows);
    for (let row = rows + 1; row <= length; row++) written[row] = written[rows] ?? 0;
  };
  return { begin, end, part: { sizes: [(length + 1) * (isLarge ? 8 : 4)], write } };
}

function fill(
  target: Int32Array | BigInt64Array,
  offsets: Int32Array | BigInt64Array,
  begin: number,
  rows: number,
): void {
  if (target instanceof Int32Array && offsets instanceof Int32Array) {
    if (begin === 0) target.set(offsets.subarray(0, rows + 1));
    else for (let row = 0; row <= rows; row++) target[row] = (offsets[row] ?? 0) - begin;
    return;
  }
  if (target instanceof BigInt64Array) {
    const first = BigInt(begin);
    for (let row = 0; row <= rows; row++) target[row] = BigInt(offsets[row] ?? 0) - first;
    return;
  }
  for (let row = 0; row <= rows; row++) target[row] = Number(offsets[row] ?? 0) - begin;
}
