import type { Data } from "apache-arrow";
import { isValid } from "./is-valid.ts";

const VIEW_BYTES = 16;
const INLINE_BYTES = 12;

/** Values of a column of bytes, as views into its buffer. */
export function decodeBytes({ values, valueOffsets, length }: Data): Uint8Array[] {
  return Array.from({ length }, (_, index) =>
    values.subarray(Number(valueOffsets[index]), Number(valueOffsets[index + 1])),
  );
}

/** Values of a column of views (string_view, binary_view); nothing stands in place of nulls. */
export function decodeViews<T>(data: Data, decode: (bytes: Uint8Array) => T): (T | undefined)[] {
  const { values: views, variadicBuffers, length } = data;
  const view = new DataView(views.buffer, views.byteOffset, views.byteLength);
  return Array.from({ length }, (_, index) => {
    if (!isValid(data, index)) return undefined;
    const start = index * VIEW_BYTES;
    const bytes = view.getInt32(start, true);
    if (bytes <= INLINE_BYTES) return decode(views.subarray(start + 4, start + 4 + bytes));
    const offset = view.getInt32(start + 12, true);
    const buffer = variadicBuffers[view.getInt32(start + 8, true)];
    return buffer && decode(buffer.subarray(offset, offset + bytes));
  });
}
