import { foreignText } from "@natsbridge/schema/base";
import {
  Binary,
  BinaryView,
  Bool,
  type DataType,
  Date_,
  DateUnit,
  Decimal,
  type Dictionary,
  Duration,
  type Field,
  FixedSizeBinary,
  FixedSizeList,
  Float,
  Int8,
  Int16,
  Int32,
  Int64,
  Interval,
  IntervalUnit,
  LargeBinary,
  LargeList,
  LargeUtf8,
  List,
  Map_,
  Null,
  Precision,
  Struct,
  Time,
  Timestamp,
  TimeUnit,
  Uint8,
  Uint16,
  Uint32,
  Uint64,
  Union,
  UnionMode,
  Utf8,
  Utf8View,
} from "apache-arrow";
import { damaged } from "./damaged.ts";
import type { FlatTable } from "./flat-table.ts";

/** Types of the format that apache-arrow has no vectors for, by their number. */
const UNREADABLE = new Map([
  [22, "RunEndEncoded"],
  [25, "ListView"],
  [26, "LargeListView"],
]);

/** Digits of a decimal of 256 bits. */
const MAX_DIGITS = 76;

/** Reads the type of a field of the schema. Numbers are those of the format's `Schema.fbs`. */
export function readType(field: FlatTable, name: string, children: Field[]): DataType {
  const kind = field.uint8(2);
  const details = () => field.required(3, `type of the column "${foreignText(name)}"`);
  switch (kind) {
    case 1:
      return new Null();
    case 2:
      return readInt(details());
    case 3:
      return new Float(oneOf(details().int16(0), Precision, "precision"));
    case 4:
      return new Binary();
    case 5:
      return new Utf8();
    case 6:
      return new Bool();
    case 7:
      return readDecimal(details());
    case 8:
      return new Date_(oneOf(details().int16(0, DateUnit.MILLISECOND), DateUnit, "unit of dates"));
    case 9:
      return readTime(details());
    case 10: {
      const timestamp = details();
      return new Timestamp(timeUnit(timestamp.int16(0)), timestamp.text(1) ?? null);
    }
    case 11:
      return new Interval(oneOf(details().int16(0), IntervalUnit, "unit of intervals"));
    case 12:
      return new List(onlyChild(children, name));
    case 13:
      return new Struct(children);
    case 14:
      return readUnion(details(), children);
    case 15:
      return new FixedSizeBinary(width(details().int32(0)));
    case 16:
      return new FixedSizeList(width(details().int32(0)), onlyChild(children, name));
    case 17: {
      const entries = onlyChild(children, name);
      if (!(entries.type instanceof Struct) || entries.type.children.length !== 2) {
        throw damaged(`the map "${foreignText(name)}" does not hold pairs`);
      }
      return new Map_(entries, details().bool(0));
    }
    case 18:
      return new Duration(timeUnit(details().int16(0, TimeUnit.MILLISECOND)));
    case 19:
      return new LargeBinary();
    case 20:
      return new LargeUtf8();
    case 21:
      return new LargeList(onlyChild(children, name));
    case 23:
      return new BinaryView();
    case 24:
      return new Utf8View();
    default:
      throw damaged(
        `the column "${foreignText(name)}" has the type ${UNREADABLE.get(kind) ?? `number ${kind}`}, which is not supported here; let the sender convert it to a plain type`,
      );
  }
}

/** Reads a type of integers, also as the keys of a dictionary. */
export function readInt(int: FlatTable): Dictionary["indices"] | Int64 | Uint64 {
  const bits = int.int32(0);
  const isSigned = int.bool(1);
  switch (bits) {
    case 8:
      return isSigned ? new Int8() : new Uint8();
    case 16:
      return isSigned ? new Int16() : new Uint16();
    case 32:
      return isSigned ? new Int32() : new Uint32();
    case 64:
      return isSigned ? new Int64() : new Uint64();
    default:
      throw damaged(`there are no integers of ${bits} bits`);
  }
}

function readDecimal(decimal: FlatTable): Decimal {
  const bits = decimal.int32(2, 128);
  if (![32, 64, 128, 256].includes(bits)) throw damaged(`there are no decimals of ${bits} bits`);
  const precision = decimal.int32(0);
  const scale = decimal.int32(1);
  if (precision < 1 || precision > MAX_DIGITS || Math.abs(scale) > MAX_DIGITS) {
    throw damaged(`there are no decimals of ${precision} digits and scale ${scale}`);
  }
  return new Decimal(scale, precision, bits);
}

function readTime(time: FlatTable): Time {
  const unit = timeUnit(time.int16(0, TimeUnit.MILLISECOND));
  const bits = time.int32(1, 32);
  const expected = unit === TimeUnit.SECOND || unit === TimeUnit.MILLISECOND ? 32 : 64;
  if (bits !== expected) throw damaged(`there are no ${TimeUnit[unit]} times of ${bits} bits`);
  return new Time(unit, expected);
}

function readUnion(union: FlatTable, children: Field[]): Union {
  const mode = oneOf(union.int16(0), UnionMode, "mode of unions");
  const typeIds = union.int32s(1);
  const ids = typeIds.length > 0 ? typeIds : children.map((_, index) => index);
  if (ids.length !== children.length || ids.some((id) => id < 0 || id > 127)) {
    throw damaged("the ids of a union do not fit its members");
  }
  return new Union(mode, ids, children);
}

function onlyChild(children: Field[], name: string): Field {
  const [child] = children;
  if (child === undefined || children.length !== 1) {
    throw damaged(`the list "${foreignText(name)}" has ${children.length} types of items`);
  }
  return child;
}

function width(bytes: number): number {
  if (bytes < 0) throw damaged(`the width ${bytes} is impossible`);
  return bytes;
}

function timeUnit(unit: number): TimeUnit {
  return oneOf(unit, TimeUnit, "unit of time");
}

function oneOf<T extends number>(value: number, all: Record<string, T | string>, what: string): T {
  const found = Object.values(all).find((member): member is T => member === value);
  if (found === undefined) throw damaged(`there is no ${what} number ${value}`);
  return found;
}
