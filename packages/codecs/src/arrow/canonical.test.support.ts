import { DataType, Precision, type Table } from "apache-arrow";
import type { VectorTable } from "testkit";
import { rowsFromTable } from "./rows/rows-from-table.ts";
import { uniqueNames } from "./rows/unique-names.ts";

const UNITS = ["s", "ms", "us", "ns"];

/** Writes a type as the vectors do. */
function typeText(type: DataType): string {
  if (DataType.isDictionary(type)) return typeText(type.dictionary);
  if (DataType.isInt(type)) return `${type.isSigned ? "" : "u"}int${type.bitWidth}`;
  if (DataType.isFloat(type)) return `float${16 << (type.precision - Precision.HALF)}`;
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type))
    return "string";
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type))
    return "binary";
  if (DataType.isFixedSizeBinary(type)) return `fixed_size_binary(${type.byteWidth})`;
  if (DataType.isDecimal(type)) return `decimal(${type.precision}, ${type.scale})`;
  if (DataType.isDate(type)) return "date";
  if (DataType.isTime(type)) return `time[${UNITS[type.unit]}]`;
  if (DataType.isDuration(type)) return `duration[${UNITS[type.unit]}]`;
  if (DataType.isTimestamp(type)) {
    return `timestamp[${UNITS[type.unit]}${type.timezone ? `, ${type.timezone}` : ""}]`;
  }
  if (DataType.isFixedSizeList(type))
    return `fixed_size_list<${typeText(type.valueType)}>(${type.listSize})`;
  if (DataType.isList(type) || DataType.isLargeList(type))
    return `list<${typeText(type.valueType)}>`;
  if (DataType.isMap(type)) return `map<${typeText(type.keyType)}, ${typeText(type.valueType)}>`;
  if (DataType.isStruct(type)) {
    return `struct<${type.children.map((field) => `${field.name}: ${typeText(field.type)}`).join(", ")}>`;
  }
  return String(type).toLowerCase();
}

/** Writes a cell as the vectors do. */
function cell(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (value instanceof Uint8Array)
    return Array.from(value, (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (Array.isArray(value)) return value.map(cell);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cell(member)]));
}

/** A table in the canonical form of the vectors, for comparison with what others read. */
export function canonical(table: Table): VectorTable {
  const rows = rowsFromTable(table, {
    int64: "string",
    timestamps: "iso",
    duplicate_names: "suffix",
  });
  const names = uniqueNames(table.schema.names.map(String), "suffix");
  return {
    columns: table.schema.fields.map(({ name, type }) => ({
      name,
      type: typeText(type),
      ...(DataType.isDictionary(type) ? { dictionary: true } : {}),
    })),
    nrows: table.numRows,
    rows: rows.map((row) => names.map((name) => cell(row[name]))),
  };
}
