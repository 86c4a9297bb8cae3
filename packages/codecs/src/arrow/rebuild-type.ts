import {
  Binary,
  BinaryView,
  Bool,
  DataType,
  Date_,
  Decimal,
  type Dictionary,
  Duration,
  type Field,
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
  Struct,
  Time,
  Timestamp,
  Union,
  Utf8,
  Utf8View,
} from "apache-arrow";

/** What becomes of the parts of a type. */
export interface TypeParts {
  field(field: Field): Field;
  dictionary(type: Dictionary): Dictionary;
}

/** Makes a type anew, in this copy of apache-arrow; undefined for a type that is not known. */
export function rebuildType(type: DataType, parts: TypeParts): DataType | undefined {
  if (DataType.isDictionary(type)) return parts.dictionary(type);
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
  const children = (type.children ?? []).map((field: Field) => parts.field(field));
  const [child] = children;
  if (DataType.isStruct(type)) return new Struct(children);
  if (DataType.isUnion(type)) return new Union(type.mode, type.typeIds, children);
  if (child === undefined) return undefined;
  if (DataType.isList(type)) return new List(child);
  if (DataType.isLargeList(type)) return new LargeList(child);
  if (DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, child);
  return DataType.isMap(type) ? new Map_(child, type.keysSorted) : undefined;
}
