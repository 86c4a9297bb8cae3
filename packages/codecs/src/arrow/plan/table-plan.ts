import type { Schema } from "apache-arrow";
import type { ColumnPlan } from "./column-plan.ts";

/** A record batch that is ready to be written. */
export interface BatchPlan extends ColumnPlan {
  readonly length: number;
  readonly metadata?: Map<string, string>;
}

/** A dictionary that comes before the batches that refer to it: a batch of one column. */
export interface PlannedDictionary extends BatchPlan {
  readonly id: number;
  readonly isDelta: boolean;
}

/** A table that is ready to be written. */
export interface TablePlan {
  readonly schema: Schema;
  readonly dictionaries: readonly PlannedDictionary[];
  readonly batches: readonly BatchPlan[];
}
