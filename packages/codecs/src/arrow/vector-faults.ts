import { type Data, type Union, UnionMode } from "apache-arrow";

/** Values of 12 bytes and less lie inside their view. */
const INLINE_BYTES = 12;
const VIEW_BYTES = 16;

/** A bitmap of nulls, and the bit of its first row. Without bytes nothing is null. */
export interface Nulls {
  readonly bitmap: Uint8Array;
  readonly offset: number;
}

/** Rows from one (included) to another (not included). Every check looks at some, so that many can be looked at in turns. */
export interface RowRange {
  readonly from: number;
  readonly to: number;
}

/** Says what is wrong with offsets, which must not go back; undefined where nothing is. There is one more than rows. */
export function offsetsFault(
  offsets: Int32Array | BigInt64Array,
  { from, to }: RowRange,
): string | undefined {
  if (offsets instanceof Int32Array) {
    let previous = offsets[from] ?? 0;
    if (previous < 0) return "the offsets of a column are negative";
    for (let row = from + 1; row <= to; row++) {
      const offset = offsets[row] ?? previous;
      if (offset < previous) return "the offsets of a column go back";
      previous = offset;
    }
    return undefined;
  }
  let previous = offsets[from] ?? 0n;
  if (previous < 0n) return "the offsets of a column are negative";
  for (let row = from + 1; row <= to; row++) {
    const offset = offsets[row] ?? previous;
    if (offset < previous) return "the offsets of a column go back";
    previous = offset;
  }
  return undefined;
}

/** Says which key has no entry in its dictionary; what stands in place of a null does not count. */
export function keysFault(
  keys: ArrayLike<number | bigint>,
  nulls: Nulls,
  entries: number,
  { from, to }: RowRange,
): string | undefined {
  for (let row = from; row < to; row++) {
    const key = keys[row] ?? -1;
    if ((key < 0 || key >= entries) && isValidAt(nulls, row)) {
      return `a value is entry ${key} of a dictionary that has ${entries}`;
    }
  }
  return undefined;
}

/** Length of the text or bytes that a view stands for. */
export function viewLength(views: DataView, row: number): number {
  return views.getInt32(row * VIEW_BYTES, true);
}

/** Whether the text or bytes of a view lie in a buffer and not inside it. */
export function isLongView(length: number): boolean {
  return length > INLINE_BYTES;
}

/** Says which view points outside its buffers; else how many bytes the views that are no null claim in them. */
export function viewsFault(
  views: DataView,
  nulls: Nulls,
  buffers: readonly Uint8Array[],
  { from, to }: RowRange,
): string | number {
  let total = 0;
  for (let row = from; row < to; row++) {
    if (!isValidAt(nulls, row)) continue;
    const length = viewLength(views, row);
    if (length < 0) return "a value has a negative length";
    if (!isLongView(length)) continue;
    const buffer = buffers[views.getInt32(row * VIEW_BYTES + 8, true)];
    const offset = views.getInt32(row * VIEW_BYTES + 12, true);
    if (buffer === undefined || offset < 0 || offset + length > buffer.byteLength) {
      return "a value lies outside its buffers";
    }
    total += length;
  }
  return total;
}

/** Says which value of a union belongs to no member, or lies outside it. */
export function unionFault(
  type: Union,
  typeIds: Int8Array,
  offsets: Int32Array | undefined,
  children: readonly Data[],
  { from, to }: RowRange,
): string | undefined {
  const lengths = new Map(
    children.map((child, index) => [type.typeIds[index] ?? index, child.length]),
  );
  for (let row = from; row < to; row++) {
    const length = lengths.get(typeIds[row] ?? -1);
    if (length === undefined) return "a union has a value of a member that it lacks";
    const at = type.mode === UnionMode.Dense ? (offsets?.[row] ?? -1) : row;
    if (at < 0 || at >= length) return "a union points outside its members";
  }
  return undefined;
}

/** Whether a row is no null. */
export function isValidAt({ bitmap, offset }: Nulls, row: number): boolean {
  const bit = offset + row;
  return bitmap.byteLength === 0 || (((bitmap[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
}
