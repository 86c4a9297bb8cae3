import type { Data, Field } from "apache-arrow";
import { damaged } from "../read/damaged.ts";
import type { DecodeContext } from "./decode-context.ts";
import type { TableRow } from "./rows-from-table.ts";

/** Appends one plain object for each value of a struct (a batch is one). Gives back the list. */
export function appendObjects(data: Data, context: DecodeContext, objects: TableRow[]): TableRow[] {
  const columns = data.type.children.map(
    (field: Field, index: number): [string, ArrayLike<unknown>] => {
      const child = data.children[index];
      if (child === undefined) throw damaged("a struct has no values for a member");
      return [field.name, context.decode(child, context)];
    },
  );
  const first = objects.length;
  objects.length += data.length;
  for (let row = 0; row < data.length; row++) {
    const object: TableRow = {};
    // Same keys in the same order: all objects share one hidden class.
    for (const [name, values] of columns) {
      if (name === "__proto__") defineProto(object, values[row]);
      else object[name] = values[row];
    }
    objects[first + row] = object;
  }
  return objects;
}

/** By assignment this key would change the prototype. */
function defineProto(object: TableRow, value: unknown): void {
  Object.defineProperty(object, "__proto__", {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
