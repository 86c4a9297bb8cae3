import { foreignText } from "@natsbridge/schema/base";
import { type DataType, Field, Null, Schema } from "apache-arrow";
import { invalidPayload } from "../../errors.ts";
import { isSchema } from "../foreign-shape.ts";
import type { Cells } from "../infer/cells.ts";
import { inferType } from "../infer/infer-type.ts";
import { joinPlans } from "./column-plan.ts";
import { ownDictionaries } from "./own-dictionaries.ts";
import { planColumn } from "./plan-column.ts";
import type { PlannedDictionary, TablePlan } from "./table-plan.ts";
import { writtenSchema } from "./written-schema.ts";

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
  const fields = ownDictionaries(columns.map(({ field }) => field));
  const schema = writtenSchema(new Schema(fields, metadata));
  const plans = columns.map(({ cells, mayHaveNulls }, column) => {
    const { type } = fields[column] ?? { type: new Null() };
    return planColumn(type, cells, { plan: planColumn, mayHaveNulls, dictionaries });
  });
  // Without a row there is no batch either.
  const batches = length > 0 ? [{ ...joinPlans(plans), length }] : [];
  return { schema, dictionaries, batches };
}

/** The metadata of a demanded schema; types by name have none. */
export function metadataOf(demanded: SchemaOption | undefined): Map<string, string> | undefined {
  return isSchema(demanded) ? demanded.metadata : undefined;
}

/** Columns with inferred types, or with those demanded. Fails for a demanded column that is not there. */
export function columnsOf(
  cellsByName: ReadonlyMap<string, Cells>,
  emptyCells: (name: string) => Cells,
  demanded: SchemaOption | undefined,
): PlannableColumn[] {
  if (isSchema(demanded)) {
    checkNames(demanded.names.map(String), cellsByName);
    return demanded.fields.map((field) => ({
      cells: cellsByName.get(String(field.name)) ?? emptyCells(String(field.name)),
      field,
      mayHaveNulls: field.nullable,
    }));
  }
  const types = new Map(Object.entries(demanded ?? {}));
  const missing = [...types.keys()].find((name) => !cellsByName.has(name));
  if (missing !== undefined)
    throw invalidPayload(`there is no column "${foreignText(missing)}" for its type`);
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

function checkNames(demanded: readonly string[], cellsByName: ReadonlyMap<string, Cells>): void {
  const names = new Set<string>();
  for (const name of demanded) {
    if (names.has(name)) {
      throw invalidPayload(
        `the schema has two columns named ${foreignText(JSON.stringify(name))}, which rows cannot hold`,
      );
    }
    names.add(name);
  }
  for (const name of cellsByName.keys()) {
    if (names.has(name)) continue;
    throw invalidPayload(
      `column "${foreignText(name)}" is not in the schema (${foreignText(demanded.join(", "))})`,
    );
  }
}
