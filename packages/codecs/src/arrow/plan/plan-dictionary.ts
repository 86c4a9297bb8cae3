import type { Dictionary } from "apache-arrow";
import { Cells } from "../infer/cells.ts";
import type { ColumnPlan } from "./column-plan.ts";
import type { PlanContext } from "./plan-context.ts";
import { planSmallInts } from "./plan-numbers.ts";

/** Plans a dictionary-encoded column from its plain values: every different one becomes an entry. */
export function planDictionary(type: Dictionary, cells: Cells, context: PlanContext): ColumnPlan {
  const entries: unknown[] = [];
  const firstRows: number[] = [];
  const known = new Map<unknown, number>();
  const keys = cells.map((value, row) => {
    if (value === null) return null;
    const identity = identityOf(value);
    const found = known.get(identity);
    if (found !== undefined) return found;
    known.set(identity, entries.length);
    firstRows.push(cells.rowOf(row));
    return entries.push(value) - 1;
  });
  const values = new Cells(entries, cells.name, undefined, (entry) => firstRows[entry] ?? entry);
  const plan = context.plan(type.dictionary, values, { ...context, mayHaveNulls: false });
  context.dictionaries.push({ id: type.id, isDelta: false, length: entries.length, ...plan });
  return planSmallInts(type.indices, keys, context);
}

/** Something that is equal for equal values, for kinds that a `Map` tells apart by object. */
function identityOf(value: unknown): unknown {
  if (value instanceof Date) return `date ${value.getTime()}`;
  if (value instanceof Uint8Array) return `bytes ${value.join()}`;
  return typeof value === "object" ? JSON.stringify(value) : value;
}
