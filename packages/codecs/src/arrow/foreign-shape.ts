import type { DataType, Field, RecordBatch, Schema, Table, Vector } from "apache-arrow";
import { isMap, isPlainObject } from "../what-counts.ts";

/*
 * Tables, batches and vectors of apache-arrow by their shape: a program may hold several copies of it, of any version
 * since 7, and each knows only its own classes.
 */

/** Number of the type of structs, which the columns of a batch are. */
const STRUCT = 13;

/** Whether a value is a table. */
export function isTable(value: unknown): value is Table {
  return isInstance(value) && isSchema(value.schema) && all(value.batches, isRecordBatch);
}

/** Whether a value is a batch. */
export function isRecordBatch(value: unknown): value is RecordBatch {
  if (!isInstance(value) || !isSchema(value.schema)) return false;
  return isData(value.data) && value.data.type.typeId === STRUCT;
}

/** Whether a value is a vector. */
export function isVector(value: unknown): value is Vector {
  return isInstance(value) && isType(value.type) && all(value.data, isData);
}

/** Whether a value is a schema. */
export function isSchema(value: unknown): value is Schema {
  return isInstance(value) && all(value.fields, isField) && isMap(value.metadata);
}

/** Whether a value is a table of before version 7, which was built otherwise. */
export function isOldTable(value: unknown): boolean {
  if (!isInstance(value) || !Array.isArray(value._chunks)) return false;
  return isInstance(value._schema) || isInstance(value.schema);
}

function isField(value: unknown): value is Field {
  return isInstance(value) && typeof value.name === "string" && isType(value.type);
}

function isType(value: unknown): value is DataType {
  return isInstance(value) && typeof value.typeId === "number";
}

function isData(value: unknown): value is { readonly type: DataType } {
  return isInstance(value) && isType(value.type) && Array.isArray(value.children);
}

/** An object of some class: a plain one with such keys is a row, or columns. */
function isInstance(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !isPlainObject(value);
}

function all<T>(values: unknown, is: (value: unknown) => value is T): values is T[] {
  return Array.isArray(values) && values.every(is);
}
