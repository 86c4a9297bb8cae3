import type { Data } from "apache-arrow";

/** Whether a column has a value at an index. */
export function isValid(data: Data, index: number): boolean {
  const bit = data.offset + index;
  return data.nullCount === 0 || (((data.nullBitmap[bit >> 3] ?? 0) >> (bit & 7)) & 1) === 1;
}
