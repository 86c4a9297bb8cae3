import {
  type Data,
  DataType,
  DateUnit,
  IntervalUnit,
  Precision,
  TimeUnit,
  util,
} from "apache-arrow";
import { damaged } from "../read/damaged.ts";
import { decimalText, wideInteger } from "./decimal-text.ts";
import type { DecodeContext } from "./decode-context.ts";
import { dateText, MAX_DATE_MS, timestampMs, timestampText, timeText } from "./temporal-text.ts";

const MS_PER_DAY = 86_400_000;

/** Values of a column of fixed width. */
export function decodeFixed(data: Data, context: DecodeContext): ArrayLike<unknown> {
  const { type, values, length, offset } = data;
  if (DataType.isBool(type)) {
    return each(
      length,
      (row) => (((values[(offset + row) >> 3] ?? 0) >> ((offset + row) & 7)) & 1) === 1,
    );
  }
  if (DataType.isInt(type)) {
    return type.bitWidth === 64 ? decodeInt64(values, length, context) : values.subarray(0, length);
  }
  if (DataType.isFloat(type)) {
    return type.precision === Precision.HALF
      ? each(length, (row) => util.uint16ToFloat64(values[row]))
      : values.subarray(0, length);
  }
  if (DataType.isDuration(type)) return decodeInt64(values, length, context);
  if (DataType.isTime(type)) return each(length, (row) => timeText(BigInt(values[row]), type.unit));
  if (DataType.isDate(type)) {
    return type.unit === DateUnit.DAY
      ? each(length, (row) => decodeDay(values[row], context))
      : each(length, (row) => decodeDateMs(Number(values[row]), values[row], context));
  }
  if (DataType.isTimestamp(type)) {
    const { unit } = type;
    const hasZone = (type.timezone ?? "") !== "";
    const asText =
      context.timestamps === "iso" ||
      (context.timestamps === "auto" && unit > TimeUnit.MILLISECOND);
    return each(length, (row) => {
      const ms = asText ? Number.NaN : timestampMs(values[row], unit);
      return Math.abs(ms) <= MAX_DATE_MS ? new Date(ms) : timestampText(values[row], unit, hasZone);
    });
  }
  if (DataType.isDecimal(type)) {
    const words = type.bitWidth / 32;
    return each(length, (row) => decimalText(wideInteger(values, row * words, words), type.scale));
  }
  if (DataType.isFixedSizeBinary(type)) {
    const width = type.byteWidth;
    return each(length, (row) => values.subarray(row * width, (row + 1) * width));
  }
  if (DataType.isInterval(type))
    return each(length, (row) => decodeInterval(values, row, type.unit));
  throw damaged(`columns of type ${type} cannot be given as rows`);
}

function decodeDay(days: number, { timestamps }: DecodeContext): Date | string {
  const ms = days * MS_PER_DAY;
  return timestamps === "iso" || Math.abs(ms) > MAX_DATE_MS ? dateText(days) : new Date(ms);
}

/** A date of 64 bits is said to be at midnight, but writers put a time of day into it: it is kept. */
function decodeDateMs(ms: number, count: bigint, { timestamps }: DecodeContext): Date | string {
  if (Math.abs(ms) > MAX_DATE_MS) return String(count);
  if (timestamps !== "iso") return new Date(ms);
  const days = ms / MS_PER_DAY;
  return Number.isInteger(days)
    ? dateText(days)
    : timestampText(count, TimeUnit.MILLISECOND, false);
}

function decodeInt64(
  values: BigInt64Array | BigUint64Array,
  length: number,
  { int64 }: DecodeContext,
): ArrayLike<unknown> {
  if (int64 === "bigint") return values.subarray(0, length);
  if (int64 === "string") return each(length, (row) => String(values[row]));
  // Two halves make a number without a bigint in between, which would cost an allocation.
  const low = new Uint32Array(values.buffer, values.byteOffset, length * 2);
  const high =
    values instanceof BigInt64Array ? new Int32Array(low.buffer, low.byteOffset, length * 2) : low;
  return each(length, (row) => {
    const value = (high[row * 2 + 1] ?? 0) * 0x1_0000_0000 + (low[row * 2] ?? 0);
    return Number.isSafeInteger(value) ? value : values[row];
  });
}

function decodeInterval(values: Int32Array, row: number, unit: IntervalUnit): object {
  if (unit === IntervalUnit.YEAR_MONTH) return { months: values[row] };
  if (unit === IntervalUnit.DAY_TIME) {
    return { days: values[row * 2], milliseconds: values[row * 2 + 1] };
  }
  const nanoseconds =
    (BigInt(values[row * 4 + 3] ?? 0) << 32n) | BigInt((values[row * 4 + 2] ?? 0) >>> 0);
  return { months: values[row * 4], days: values[row * 4 + 1], nanoseconds };
}

function each<T>(length: number, decode: (row: number) => T): T[] {
  const values = new Array<T>(length);
  for (let row = 0; row < length; row++) values[row] = decode(row);
  return values;
}
