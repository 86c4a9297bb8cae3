import { DataType, type Field, Precision, TimeUnit } from "apache-arrow";

const UNITS: Readonly<Record<TimeUnit, string>> = {
  [TimeUnit.SECOND]: "s",
  [TimeUnit.MILLISECOND]: "ms",
  [TimeUnit.MICROSECOND]: "us",
  [TimeUnit.NANOSECOND]: "ns",
};

/** Name of a column type in the canonical form of the vectors. */
export function columnType(type: DataType): string {
  if (DataType.isDictionary(type)) return columnType(type.dictionary);
  if (DataType.isNull(type)) return "null";
  if (DataType.isBool(type)) return "bool";
  if (DataType.isInt(type)) return `${type.isSigned ? "int" : "uint"}${type.bitWidth}`;
  if (DataType.isFloat(type)) return `float${16 << (type.precision - Precision.HALF)}`;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type)) {
    return "string";
  }
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type)) {
    return "binary";
  }
  if (DataType.isFixedSizeBinary(type)) return `fixed_size_binary(${type.byteWidth})`;
  if (DataType.isDecimal(type)) return `decimal(${type.precision}, ${type.scale})`;
  if (DataType.isDate(type)) return "date";
  if (DataType.isTime(type)) return `time[${UNITS[type.unit]}]`;
  if (DataType.isTimestamp(type)) {
    return `timestamp[${UNITS[type.unit]}${type.timezone ? `, ${type.timezone}` : ""}]`;
  }
  if (DataType.isDuration(type)) return `duration[${UNITS[type.unit]}]`;
  if (DataType.isFixedSizeList(type)) {
    return `fixed_size_list<${columnType(type.valueType)}>(${type.listSize})`;
  }
  if (DataType.isList(type) || DataType.isLargeList(type)) {
    return `list<${columnType(type.valueType)}>`;
  }
  if (DataType.isMap(type)) {
    return `map<${columnType(type.keyType)}, ${columnType(type.valueType)}>`;
  }
  if (DataType.isStruct(type)) {
    const members: Field[] = type.children;
    return `struct<${members.map((field) => `${field.name}: ${columnType(field.type)}`).join(", ")}>`;
  }
  return String(type);
}
