import {
  type DataType,
  Dictionary,
  Field,
  Int32,
  Int64,
  type MetadataVersion,
  type Schema,
  Uint64,
} from "apache-arrow";
import { makeSchema } from "../make-batch.ts";
import { damaged } from "./damaged.ts";
import type { FlatTable } from "./flat-table.ts";
import { readInt, readType } from "./read-type.ts";
import { WideDictionary } from "./wide-dictionary.ts";

/** A schema without columns nested deeper than anything real, so that a damaged one costs no stack. */
export const MAX_DEPTH = 64;

/** Reads a schema. `schema.dictionaries` holds the type of values of every dictionary by its id. */
export function readSchema(table: FlatTable, version: MetadataVersion): Schema {
  if (table.int16(0) !== 0) throw damaged("it is big-endian");
  const dictionaries = new Map<number, DataType>();
  const fields = table.tables(1).map((field) => readField(field, dictionaries, 0));
  return makeSchema(fields, readMetadata(table, 2), dictionaries, version);
}

/** Reads the custom metadata of a schema, a field or a message. */
export function readMetadata(table: FlatTable, field: number): Map<string, string> {
  return new Map(table.tables(field).map((pair) => [pair.text(0) ?? "", pair.text(1) ?? ""]));
}

function readField(field: FlatTable, dictionaries: Map<number, DataType>, depth: number): Field {
  if (depth > MAX_DEPTH) throw damaged(`its columns are nested deeper than ${MAX_DEPTH}`);
  const name = field.text(0) ?? "";
  const children = field.tables(5).map((child) => readField(child, dictionaries, depth + 1));
  const valueType = readType(field, name, children);
  const encoding = field.table(4);
  const type = encoding ? readDictionary(encoding, valueType, dictionaries) : valueType;
  return new Field(name, type, field.bool(1), readMetadata(field, 6));
}

function readDictionary(
  encoding: FlatTable,
  valueType: DataType,
  dictionaries: Map<number, DataType>,
): Dictionary {
  const id = encoding.int64(0);
  const indexType = encoding.table(1);
  const values = dictionaries.get(id) ?? valueType;
  dictionaries.set(id, values);
  const indices = indexType ? readInt(indexType) : new Int32();
  const isOrdered = encoding.bool(2);
  return indices instanceof Int64 || indices instanceof Uint64
    ? new WideDictionary(values, indices, id, isOrdered)
    : new Dictionary(values, indices, id, isOrdered);
}
