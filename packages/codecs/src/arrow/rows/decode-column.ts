import { type Data, DataType } from "apache-arrow";
import { appendObjects } from "./append-objects.ts";
import { decodeBytes, decodeViews } from "./decode-bytes.ts";
import type { DecodeContext } from "./decode-context.ts";
import { decodeFixed } from "./decode-fixed.ts";
import { decodeDictionary, decodeLists, decodeUnion } from "./decode-nested.ts";
import { decodeText, decodeTexts } from "./decode-text.ts";
import { isValid } from "./is-valid.ts";

/** The values of a column in plain JavaScript, nulls as null. May be a view into its buffers. */
export function decodeColumn(data: Data, context: DecodeContext): ArrayLike<unknown> {
  const values = decodeValues(data, context);
  // A column of nulls says so by its type; of a union, nulls are those of its members.
  const hasBitmap = !DataType.isNull(data.type) && !DataType.isUnion(data.type);
  return hasBitmap && data.nullCount > 0 ? withNulls(values, data) : values;
}

/** Values as they stand in the buffers: in place of nulls is anything. */
function decodeValues(data: Data, context: DecodeContext): ArrayLike<unknown> {
  const { type, length } = data;
  if (DataType.isNull(type)) return new Array<null>(length).fill(null);
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) {
    return decodeTexts(data);
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return decodeBytes(data);
  if (DataType.isBinaryView(type)) return decodeViews(data, (bytes) => bytes);
  if (DataType.isUtf8View(type)) return decodeViews(data, decodeText);
  if (DataType.isDictionary(type)) return decodeDictionary(data, context);
  if (DataType.isUnion(type)) return decodeUnion(data, type, context);
  if (DataType.isStruct(type)) return appendObjects(data, context, []);
  if (
    DataType.isList(type) ||
    DataType.isLargeList(type) ||
    DataType.isMap(type) ||
    DataType.isFixedSizeList(type)
  ) {
    return decodeLists(data, context);
  }
  return decodeFixed(data, context);
}

function withNulls(values: ArrayLike<unknown>, data: Data): unknown[] {
  const { length } = data;
  const result: unknown[] = Array.isArray(values) ? values : Array.from(values);
  for (let index = 0; index < length; index++) {
    if (!isValid(data, index)) result[index] = null;
  }
  return result;
}
