import type { Data, Union } from "apache-arrow";
import { keysFault, type Nulls, offsetsFault, unionFault, viewsFault } from "../vector-faults.ts";
import { damaged } from "./damaged.ts";

/** So many bytes a column of views may claim in any case, and so many times what it has. */
const FREE_VIEW_BYTES = 1 << 28;
const MAX_SHARING = 16;

/** Refuses offsets that go back or beyond what they point into. */
export function checkOffsets(offsets: Int32Array | BigInt64Array, limit: number): void {
  refuse(offsetsFault(offsets, { from: 0, to: offsets.length - 1 }));
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
export function checkKeys(
  keys: ArrayLike<number>,
  nulls: Uint8Array,
  length: number,
  entries: number,
): void {
  refuse(keysFault(keys, all(nulls), entries, { from: 0, to: length }));
}

/** Refuses views that point outside their buffers, or so often to the same place that no memory holds the values. */
export function checkViews(
  views: Uint8Array,
  nulls: Uint8Array,
  length: number,
  buffers: readonly Uint8Array[],
): void {
  const view = new DataView(views.buffer, views.byteOffset, views.byteLength);
  const total = viewsFault(view, all(nulls), buffers, { from: 0, to: length });
  if (typeof total === "string") throw damaged(total);
  const stored = buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (total > Math.max(FREE_VIEW_BYTES, stored * MAX_SHARING)) {
    throw damaged(`a column claims values of ${total} bytes and has ${stored}`);
  }
}

export function checkUnion(
  type: Union,
  typeIds: Int8Array,
  offsets: Int32Array | undefined,
  children: readonly Data[],
): void {
  refuse(unionFault(type, typeIds, offsets, children, { from: 0, to: typeIds.length }));
}

function all(bitmap: Uint8Array): Nulls {
  return { bitmap, offset: 0 };
}

function refuse(fault: string | undefined): void {
  if (fault !== undefined) throw damaged(fault);
}
