import type { Data, Union } from "apache-arrow";
import type { DecodeBudget } from "../../decode-budget.ts";
import type { Steps } from "../../in-turns.ts";
import {
  keysFault,
  type Nulls,
  offsetsFault,
  type RowRange,
  unionFault,
  viewsFault,
} from "../vector-faults.ts";
import { damaged } from "./damaged.ts";

/** So many rows are looked at before others may have their turn: a few milliseconds. */
const ROWS_AT_ONCE = 1 << 20;

/** Refuses offsets that go back or beyond what they point into. */
export function* checkOffsets(offsets: Int32Array | BigInt64Array, limit: number): Steps<void> {
  yield* inParts(offsets.length - 1, (range) => refuse(offsetsFault(offsets, range)));
  if (Number(offsets.at(-1) ?? 0) > limit) {
    throw damaged("the offsets of a column point outside its values");
  }
}

export function checkChild(child: Data, needed: number): void {
  if (child.length < needed) {
    throw damaged(`a nested column has ${child.length} values where ${needed} are needed`);
  }
}

/** Refuses keys without an entry in the dictionary. */
export function* checkKeys(
  keys: ArrayLike<number>,
  bitmap: Uint8Array,
  length: number,
  entries: number,
): Steps<void> {
  const nulls: Nulls = { bitmap, offset: 0 };
  yield* inParts(length, (range) => refuse(keysFault(keys, nulls, entries, range)));
}

/** Refuses views that point outside their buffers; what they claim beyond those is counted. */
export function* checkViews(
  views: Uint8Array,
  bitmap: Uint8Array,
  length: number,
  buffers: readonly Uint8Array[],
  budget: DecodeBudget,
): Steps<void> {
  const nulls: Nulls = { bitmap, offset: 0 };
  const view = new DataView(views.buffer, views.byteOffset, views.byteLength);
  let claimed = 0;
  yield* inParts(length, (range) => {
    const found = viewsFault(view, nulls, buffers, range);
    if (typeof found === "string") throw damaged(found);
    claimed += found;
  });
  const stored = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (claimed > stored) budget.spend(claimed - stored, "views that share bytes");
}

export function* checkUnion(
  type: Union,
  typeIds: Int8Array,
  offsets: Int32Array | undefined,
  children: readonly Data[],
): Steps<void> {
  yield* inParts(typeIds.length, (range) =>
    refuse(unionFault(type, typeIds, offsets, children, range)),
  );
}

function* inParts(rows: number, check: (range: RowRange) => void): Steps<void> {
  for (let from = 0; from < rows; from += ROWS_AT_ONCE) {
    if (from > 0) yield;
    check({ from, to: Math.min(rows, from + ROWS_AT_ONCE) });
  }
}

function refuse(fault: string | undefined): void {
  if (fault !== undefined) throw damaged(fault);
}
