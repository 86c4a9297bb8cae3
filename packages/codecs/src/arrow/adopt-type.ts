import {
  Binary,
  BinaryView,
  Bool,
  DataType,
  Date_,
  Decimal,
  Dictionary,
  Duration,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float,
  Int,
  Interval,
  LargeBinary,
  LargeList,
  LargeUtf8,
  List,
  Map_,
  Null,
  Schema,
  Struct,
  Time,
  Timestamp,
  Union,
  Utf8,
  Utf8View,
} from "apache-arrow";
import { invalidPayload } from "../errors.ts";

/** A schema of this copy of apache-arrow, from one of any copy. */
export function adoptSchema({ fields, metadata }: Schema): Schema {
  return new Schema(fields.map(adoptField), metadata);
}

/** A type of this copy of apache-arrow: its functions know no other. */
export function adoptType(type: DataType): DataType {
  return isOurs(type) ? type : adoptForeign(type);
}

function isOurs(type: object): boolean {
  return type instanceof DataType;
}

function adoptField({ name, type, nullable, metadata }: Field): Field {
  return new Field(name, adoptType(type), nullable, metadata);
}

function adoptForeign(type: DataType): DataType {
  const children = (): Field[] => (type.children ?? []).map(adoptField);
  const [child] = DataType.isDictionary(type) ? [] : children();
  if (DataType.isDictionary(type)) {
    const indices = adoptType(type.indices) as Dictionary["indices"];
    return new Dictionary(adoptType(type.dictionary), indices, type.id, type.isOrdered);
  }
  if (DataType.isNull(type)) return new Null();
  if (DataType.isBool(type)) return new Bool();
  if (DataType.isInt(type)) return new Int(type.isSigned, type.bitWidth);
  if (DataType.isFloat(type)) return new Float(type.precision);
  if (DataType.isUtf8(type)) return new Utf8();
  if (DataType.isLargeUtf8(type)) return new LargeUtf8();
  if (DataType.isUtf8View(type)) return new Utf8View();
  if (DataType.isBinary(type)) return new Binary();
  if (DataType.isLargeBinary(type)) return new LargeBinary();
  if (DataType.isBinaryView(type)) return new BinaryView();
  if (DataType.isFixedSizeBinary(type)) return new FixedSizeBinary(type.byteWidth);
  if (DataType.isDecimal(type)) return new Decimal(type.scale, type.precision, type.bitWidth);
  if (DataType.isDate(type)) return new Date_(type.unit);
  if (DataType.isTime(type)) return new Time(type.unit, type.bitWidth);
  if (DataType.isTimestamp(type)) return new Timestamp(type.unit, type.timezone);
  if (DataType.isInterval(type)) return new Interval(type.unit);
  if (DataType.isDuration(type)) return new Duration(type.unit);
  if (DataType.isStruct(type)) return new Struct(children());
  if (DataType.isUnion(type)) return new Union(type.mode, type.typeIds, children());
  if (child !== undefined) {
    if (DataType.isList(type)) return new List(child);
    if (DataType.isLargeList(type)) return new LargeList(child);
    if (DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, child);
    if (DataType.isMap(type)) return new Map_(child, type.keysSorted);
  }
  throw invalidPayload(`the type ${type} of another copy of apache-arrow is not known`);
}
