import { type DataType, Field, Schema, util } from "apache-arrow";
import { invalidPayload } from "../../errors.ts";
import { adoptSchema, adoptType } from "../adopt-type.ts";
import type { Cells } from "../infer/cells.ts";
import { inferType } from "../infer/infer-type.ts";
import { joinPlans } from "./column-plan.ts";
import { planColumn } from "./plan-column.ts";
import type { PlannedDictionary } from "./plan-context.ts";
import type { TablePlan } from "./table-plan.ts";

/** Types that the caller demands: a whole schema, or those of some columns; the others are inferred. */
export type SchemaOption = Schema | Readonly<Record<string, DataType>>;

/** A column to be written: its values, its field, and whether nulls are to be looked for. */
export interface PlannableColumn {
  readonly cells: Cells;
  readonly field: Field;
  readonly mayHaveNulls: boolean;
}

/** Plans a table of one batch. */
export function planColumns(
  columns: readonly PlannableColumn[],
  length: number,
  metadata?: Map<string, string>,
): TablePlan {
  const dictionaries: PlannedDictionary[] = [];
  const plans = columns.map(({ cells, field, mayHaveNulls }) =>
    planColumn(field.type, cells, { plan: planColumn, mayHaveNulls, dictionaries }),
  );
  const schema = new Schema(
    columns.map(({ field }) => field),
    metadata,
  );
  // Without a row there is no batch either.
  const batches = length > 0 ? [{ ...joinPlans(plans), length }] : [];
  return { schema, dictionaries, batches };
}

/** Columns with inferred types, or with those demanded. Fails for a demanded column that is not there. */
export function columnsOf(
  cellsByName: ReadonlyMap<string, Cells>,
  emptyCells: (name: string) => Cells,
  demanded: SchemaOption | undefined,
): PlannableColumn[] {
  if (util.isArrowSchema(demanded)) {
    const unknown = [...cellsByName.keys()].find((name) => !demanded.names.includes(name));
    if (unknown !== undefined) {
      throw invalidPayload(
        `column "${unknown}" is not in the schema (${demanded.names.join(", ")})`,
      );
    }
    return adoptSchema(demanded).fields.map((field) => ({
      cells: cellsByName.get(String(field.name)) ?? emptyCells(String(field.name)),
      field,
      mayHaveNulls: field.nullable,
    }));
  }
  const types = new Map(
    Object.entries(demanded ?? {}).map(([name, type]) => [name, adoptType(type)]),
  );
  const missing = [...types.keys()].find((name) => !cellsByName.has(name));
  if (missing !== undefined) throw invalidPayload(`there is no column "${missing}" for its type`);
  return [...cellsByName].map(([name, cells]) => {
    const type = types.get(name);
    const inferred = type ? { type, hasNulls: true } : inferType(cells);
    return {
      cells,
      field: new Field(name, inferred.type, true),
      mayHaveNulls: inferred.hasNulls,
    };
  });
}
