import { type Data, type Dictionary, type Union, UnionMode } from "apache-arrow";
import type { FieldNode } from "./batch-cursor.ts";
import { damaged } from "./damaged.ts";

/** Values of 12 bytes and less lie inside their view. */
const INLINE_BYTES = 12;

/** So many bytes a column of views may claim in any case, and so many times what it has. */
const FREE_VIEW_BYTES = 1 << 28;
const MAX_SHARING = 16;

/** Refuses offsets that go back or beyond what they point into. */
export function checkOffsets(offsets: Int32Array | BigInt64Array, limit: number): void {
  if (offsets instanceof Int32Array) {
    let previous = 0;
    for (let index = 0; index < offsets.length; index++) {
      const offset = offsets[index] ?? 0;
      if (offset < previous) throw damaged("the offsets of a column go back");
      previous = offset;
    }
    if (previous > limit) throw damaged("the offsets of a column point outside its values");
    return;
  }
  let previous = 0n;
  for (const offset of offsets) {
    if (offset < previous) throw damaged("the offsets of a column go back");
    previous = offset;
  }
  if (previous > BigInt(limit)) throw damaged("the offsets of a column point outside its values");
}

export function checkChild(child: Data, needed: number): void {
  if (child.length < needed) {
    throw damaged(`a nested column has ${child.length} values where ${needed} are needed`);
  }
}

/** Refuses keys without an entry in the dictionary; what stands in place of a null does not count. */
export function checkIndices(
  indices: Dictionary["indices"]["TArray"],
  nulls: Uint8Array,
  node: FieldNode,
  entries: number,
): void {
  for (let row = 0; row < node.length; row++) {
    const index = indices[row] ?? -1;
    if ((index < 0 || index >= entries) && isValid(nulls, row)) {
      throw damaged(`a value is entry ${index} of a dictionary that has ${entries}`);
    }
  }
}

/** Refuses views that point outside their buffers, or so often to the same place that no memory holds the values. */
export function checkViews(
  views: Uint8Array,
  nulls: Uint8Array,
  node: FieldNode,
  buffers: readonly Uint8Array[],
): void {
  const view = new DataView(views.buffer, views.byteOffset, views.byteLength);
  let total = 0;
  for (let row = 0; row < node.length; row++) {
    if (!isValid(nulls, row)) continue;
    const length = view.getInt32(row * 16, true);
    if (length < 0) throw damaged("a value has a negative length");
    if (length <= INLINE_BYTES) continue;
    const buffer = buffers[view.getInt32(row * 16 + 8, true)];
    const offset = view.getInt32(row * 16 + 12, true);
    if (buffer === undefined || offset < 0 || offset + length > buffer.byteLength) {
      throw damaged("a value lies outside its buffers");
    }
    total += length;
  }
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
  const lengths = new Map(
    children.map((child, index) => [type.typeIds[index] ?? index, child.length]),
  );
  for (let row = 0; row < typeIds.length; row++) {
    const length = lengths.get(typeIds[row] ?? -1);
    if (length === undefined) throw damaged("a union has a value of a member that it lacks");
    const at = type.mode === UnionMode.Dense ? (offsets?.[row] ?? -1) : row;
    if (at < 0 || at >= length) throw damaged("a union points outside its members");
  }
}

function isValid(nulls: Uint8Array, row: number): boolean {
  return nulls.byteLength === 0 || (((nulls[row >> 3] ?? 0) >> (row & 7)) & 1) === 1;
}
