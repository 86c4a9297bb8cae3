/** Buffers of a column whose sizes are known and whose content is written when their place is. */
export interface PlannedPart {
  /** Sizes of the buffers in bytes. */
  readonly sizes: readonly number[];
  /** Writes all of them at once. The targets are zero and aligned to 8 bytes. */
  write(targets: readonly Uint8Array[]): void;
}

/** Length and nulls of one column or nested column. */
export interface PlannedNode {
  readonly length: number;
  readonly nullCount: number;
}

/** A column that is ready to be written: its nodes and buffers, nested ones behind it, in the order of the format. */
export interface ColumnPlan {
  readonly nodes: readonly PlannedNode[];
  readonly parts: readonly PlannedPart[];
  /** Numbers of data buffers of the columns of views. Default: there are none. */
  readonly variadicCounts?: readonly number[];
}

/** Some columns one after the other. */
export function joinPlans(plans: readonly ColumnPlan[]): ColumnPlan {
  return {
    nodes: plans.flatMap((plan) => plan.nodes),
    parts: plans.flatMap((plan) => plan.parts),
    variadicCounts: plans.flatMap((plan) => plan.variadicCounts ?? []),
  };
}

/** A buffer that is there already. */
export function readyPart(buffer: Uint8Array): PlannedPart {
  return {
    sizes: [buffer.byteLength],
    write: ([target]) => target?.set(buffer),
  };
}
