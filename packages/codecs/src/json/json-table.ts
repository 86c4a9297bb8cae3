import { describeValue, wayOut } from "../describe-value.ts";
import { isPlainObject, seen } from "../what-counts.ts";
import { jsonForm } from "./json-form.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";

/** Says what is wrong with a value that is to be written as a table of rows; undefined where nothing is. */
export function jsonRowsFault(value: unknown): string | undefined {
  if (!Array.isArray(value)) return `expected an array of objects, got ${describeValue(value)}`;
  for (let index = 0; index < value.length; index++) {
    const isPlain = seen(() => {
      const row = jsonForm(value[index], index);
      return isRow(row) && isPlainObject(row);
    });
    if (isPlain) continue;
    const came = `${describeValue(value[index])} as row ${index}${wayOut(value[index])}`;
    return `expected an array of objects, got ${came}`;
  }
  return undefined;
}

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

function isRow(row: unknown): row is object {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}
