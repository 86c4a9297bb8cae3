import { describeValue } from "../describe-value.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";

/** Says what is wrong with a value as a table of rows; undefined where it is one: an array of objects. */
export function jsonTableFault(value: unknown): string | undefined {
  if (!Array.isArray(value)) return `expected an array of objects, got ${describeValue(value)}`;
  const index = value.findIndex((row) => !isRow(row));
  if (index < 0) return undefined;
  return `expected an array of objects, got ${describeValue(value[index])} as row ${index}`;
}

/** Whether a JSON value is a table of rows: an array of objects. */
export function isJsonTable(value: JsonValue): value is JsonObject[] {
  return jsonTableFault(value) === undefined;
}

function isRow(row: unknown): boolean {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}
