import { type Data, DataType } from "apache-arrow";
import { isValid } from "./is-valid.ts";

/** Rows of a nested column, from one to another (not included). */
interface Rows {
  readonly from: number;
  readonly to: number;
}

/**
 * A nested column as its parent lets it be seen: what lies under a null of the parent is null as well, whatever bytes
 * stand there. Unions and columns of nulls are left alone, since they have no bitmap.
 */
export function underNulls(parent: Data, child: Data, rowsOf: (row: number) => Rows): Data {
  if (parent.nullCount === 0 || DataType.isNull(child.type) || DataType.isUnion(child.type)) {
    return child;
  }
  const hidden: Rows[] = [];
  for (let row = 0; row < parent.length; row++) {
    if (isValid(parent, row)) continue;
    const rows = rowsOf(row);
    if (rows.to > rows.from) hidden.push(rows);
  }
  return hidden.length === 0 ? child : withNulls(child, hidden);
}

function withNulls(child: Data, hidden: readonly Rows[]): Data {
  const { type, offset, length, valueOffsets, values, typeIds } = child;
  const bitmap = new Uint8Array(Math.ceil((offset + length) / 8)).fill(0xff);
  const hide = (row: number) => {
    const bit = offset + row;
    bitmap[bit >> 3] = (bitmap[bit >> 3] ?? 0) & ~(1 << (bit & 7));
  };
  for (let row = 0; row < length; row++) if (!isValid(child, row)) hide(row);
  for (const { from, to } of hidden) for (let row = from; row < to; row++) hide(row);
  const buffers: Data["buffers"] = [valueOffsets, values, bitmap, typeIds];
  return child.clone(type, offset, length, -1, buffers);
}
