import type { RecordBatch, Schema, Table, Vector } from "apache-arrow";
import { type ColumnPlan, joinPlans } from "../plan/column-plan.ts";
import type { PlannedDictionary, TablePlan } from "../plan/table-plan.ts";
import { type WrittenDictionaries, writtenSchema } from "../plan/written-schema.ts";
import { allowNulls } from "./allow-nulls.ts";
import { brokenVector } from "./data-buffers.ts";
import { dictionaryVersions, longestVersion } from "./dictionary-versions.ts";
import { mergeDictionary } from "./merge-dictionary.ts";
import { type DataContext, planData } from "./plan-data.ts";

/**
 * Plans an apache-arrow table: its buffers are copied once, to where they belong.
 *
 * @param isWhole false where further batches will follow under the same schema.
 * @throws NatsBridgeError `invalid_payload` for a table that a receiver could not read.
 */
export function planTable(table: Table, isWhole = true): TablePlan {
  const found = dictionaryVersions(table);
  const replaced: WrittenDictionaries = new Map();
  const shifts = new Map<Vector, Int32Array>();
  const merged = new Map<number, PlannedDictionary>();
  for (const [id, dictionary] of found) {
    if (longestVersion(dictionary.versions) !== undefined) continue;
    const { type, planned, shifts: own } = mergeDictionary(dictionary);
    replaced.set(id, type);
    merged.set(id, planned);
    for (const [version, shift] of own) shifts.set(version, shift);
  }
  const schema = writtenSchema(table.schema, replaced);
  const dictionaries = [...found].flatMap(([id, { name, type, versions }]) => {
    const planned = merged.get(id);
    if (planned !== undefined) return [planned];
    const values = schema.dictionaries.get(id) ?? type.dictionary;
    const longest = longestVersion(versions);
    return (longest?.data ?? []).map((chunk, index) => ({
      ...planData(values, chunk, { name, shifts }),
      id,
      // A dictionary that grew comes in as many pieces, as it was received.
      isDelta: index > 0,
      length: chunk.length,
    }));
  });
  const batches = table.batches
    .filter(({ numRows }) => numRows > 0)
    .map((batch) => ({
      ...joinPlans(planBatch(batch, schema, shifts)),
      length: batch.numRows,
      metadata: batch.metadata,
    }));
  return { schema: isWhole ? allowNulls(schema, batches) : schema, dictionaries, batches };
}

function planBatch(
  { data, numRows }: RecordBatch,
  { fields }: Schema,
  shifts: DataContext["shifts"],
): ColumnPlan[] {
  return fields.map(({ name, type }, column) => {
    const child = data.children[column];
    if (child?.length !== numRows) {
      throw brokenVector(name, `a batch of ${numRows} rows has ${child?.length ?? 0} of it`);
    }
    return planData(type, child, { name, shifts });
  });
}
