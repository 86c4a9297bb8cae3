import type { DataType } from "apache-arrow";
import type { Cells } from "../infer/cells.ts";
import type { ColumnPlan } from "./column-plan.ts";
import type { PlannedDictionary } from "./table-plan.ts";

/** What planning a column knows besides its values and its type. */
export interface PlanContext {
  /** `planColumn`, for the columns inside a column. Handed down, so that the modules form no cycle. */
  readonly plan: (type: DataType, cells: Cells, context: PlanContext) => ColumnPlan;
  /** False only where every value was seen and none is null, or where the schema forbids nulls. */
  readonly mayHaveNulls: boolean;
  /** Collects the dictionaries of the columns, inner ones first. */
  readonly dictionaries: PlannedDictionary[];
}
