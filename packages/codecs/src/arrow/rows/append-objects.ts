import type { Data, Field } from "apache-arrow";
import type { DecodeContext } from "./decode-context.ts";
import type { TableRow } from "./table-row.ts";
import { underNulls } from "./under-nulls.ts";
import { uniqueNames } from "./unique-names.ts";

/** Appends one plain object for each value of a struct (a batch is one). Gives back the list. */
export function appendObjects(
  data: Data,
  context: DecodeContext,
  objects: TableRow[],
  of = "fields of a struct",
): TableRow[] {
  const fields = data.type.children.map(({ name }: Field) => String(name));
  const names = uniqueNames(fields, context.duplicateNames, of);
  const columns = data.children.map((child) =>
    context.decode(
      underNulls(data, child, (row) => ({ from: row, to: row + 1 })),
      context,
    ),
  );
  const first = objects.length;
  objects.length += data.length;
  if (data.length === 0) return objects;
  const template: TableRow = firstObject(names, columns);
  for (let row = 0; row < data.length; row++) {
    // A copy has its final shape at once, and shares it with all others.
    const object: TableRow = { ...template };
    for (let column = 0; column < columns.length; column++) {
      object[names[column] ?? ""] = columns[column]?.[row];
    }
    objects[first + row] = object;
  }
  return objects;
}

function firstObject(names: readonly string[], columns: readonly ArrayLike<unknown>[]): TableRow {
  const object: TableRow = {};
  for (const [column, name] of names.entries()) {
    // By assignment "__proto__" would change the prototype instead of becoming a key.
    Object.defineProperty(object, name, {
      value: columns[column]?.[0],
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return object;
}
