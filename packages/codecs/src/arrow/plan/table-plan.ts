import type { Schema } from "apache-arrow";
import type { ColumnPlan } from "./column-plan.ts";
import type { PlannedDictionary } from "./plan-context.ts";

/** A record batch that is ready to be written. */
export interface BatchPlan extends ColumnPlan {
  readonly length: number;
  readonly metadata?: Map<string, string>;
}

/** A table that is ready to be written. */
export interface TablePlan {
  readonly schema: Schema;
  readonly dictionaries: readonly PlannedDictionary[];
  readonly batches: readonly BatchPlan[];
}
