import { DataType, DateUnit, IntervalUnit, Precision } from "apache-arrow";
import { damaged } from "./damaged.ts";

/** Constructor of typed arrays over a part of a buffer. */
interface ViewConstructor<T extends ArrayBufferView> {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): T;
}

/** Bytes of one value of a type of fixed width. */
export function bytesPerValue(type: DataType): number {
  if (DataType.isInt(type) || DataType.isTime(type)) return type.bitWidth / 8;
  if (DataType.isDecimal(type)) return type.bitWidth / 8;
  if (DataType.isFloat(type)) return 2 << (type.precision - Precision.HALF);
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 4 : 8;
  if (DataType.isTimestamp(type) || DataType.isDuration(type)) return 8;
  if (DataType.isFixedSizeBinary(type)) return type.byteWidth;
  if (DataType.isInterval(type)) {
    if (type.unit === IntervalUnit.MONTH_DAY_NANO) return 16;
    return type.unit === IntervalUnit.DAY_TIME ? 8 : 4;
  }
  throw damaged(`columns of type ${type} are not supported`);
}

/**
 * A typed view of the first bytes of a buffer. Copies only where the buffer does not lie as its elements need,
 * which no usual writer does.
 */
export function alignedView<T extends ArrayBufferView>(
  View: ViewConstructor<T>,
  buffer: Uint8Array,
  bytes: number,
  alignment: number = View.BYTES_PER_ELEMENT,
): T {
  const placed = buffer.byteOffset % alignment === 0 ? buffer : buffer.slice(0, bytes);
  return new View(placed.buffer, placed.byteOffset, bytes / View.BYTES_PER_ELEMENT);
}
