import type { Dictionary } from "apache-arrow";
import { Cells } from "../infer/cells.ts";
import type { ColumnPlan } from "./column-plan.ts";
import type { PlanContext } from "./plan-context.ts";
import { planInts } from "./plan-numbers.ts";
import { valueIdentity } from "./value-identity.ts";

/** Plans a dictionary-encoded column from its plain values: every different one becomes an entry. */
export function planDictionary(type: Dictionary, cells: Cells, context: PlanContext): ColumnPlan {
  const entries: unknown[] = [];
  const firstRows: number[] = [];
  const known = new Map<unknown, number>();
  const keys = cells.map((value, row) => {
    if (value === null) return null;
    const identity = valueIdentity(value);
    const found = known.get(identity);
    if (found !== undefined) return found;
    known.set(identity, entries.length);
    firstRows.push(cells.rowOf(row));
    return entries.push(value) - 1;
  });
  const values = new Cells(entries, cells.name, undefined, (entry) => firstRows[entry] ?? entry);
  const plan = context.plan(type.dictionary, values, { ...context, mayHaveNulls: false });
  context.dictionaries.push({ id: type.id, isDelta: false, length: entries.length, ...plan });
  return planInts(type.indices, keys, context);
}
