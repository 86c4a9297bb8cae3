import { foreignText } from "@natsbridge/schema/base";
import { decodeError } from "../../errors.ts";

/** What becomes of two columns, or two fields of a struct, of one name: plain objects cannot hold both. */
export type DuplicateNames = "error" | "suffix";

/**
 * Names of columns as keys of an object. Of one name twice, `"suffix"` makes `x` and `x_2`, or the next that is free.
 *
 * @throws NatsBridgeError `decode_error` naming it, unless a suffix is asked for.
 */
export function uniqueNames(
  names: readonly string[],
  duplicates: DuplicateNames,
  of = "columns",
): readonly string[] {
  const taken = new Set(names);
  if (taken.size === names.length) return names;
  const next = new Map<string, number>();
  return names.map((name) => {
    const first = next.get(name);
    if (first === undefined) {
      next.set(name, 2);
      return name;
    }
    if (duplicates === "error") {
      throw decodeError(
        `two ${of} are named ${foreignText(JSON.stringify(name))}, which rows cannot hold; read the table by columns, or ask for duplicate_names: "suffix"`,
      );
    }
    let number = first;
    while (taken.has(`${name}_${number}`)) number++;
    next.set(name, number + 1);
    const free = `${name}_${number}`;
    taken.add(free);
    return free;
  });
}
