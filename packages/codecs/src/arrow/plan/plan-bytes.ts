import { bytesIn } from "../../what-counts.ts";
import type { Cells } from "../infer/cells.ts";
import type { ColumnPlan } from "./column-plan.ts";
import type { PlanContext } from "./plan-context.ts";
import { fixedPlan } from "./plan-numbers.ts";
import { tooLong } from "./plan-texts.ts";
import { typedView } from "./typed-view.ts";
import { columnPlan, validityOf } from "./validity.ts";

const MAX_BYTES = 0x7fff_ffff;

/** Plans a column of bytes; with `isLarge` its offsets have 64 bits. */
export function planBytes(isLarge: boolean, cells: Cells, context: PlanContext): ColumnPlan {
  const { length } = cells;
  let total = 0;
  for (let row = 0; row < length; row++) {
    total += bytesAt(cells, row, context)?.byteLength ?? 0;
    if (!isLarge && total > MAX_BYTES) throw tooLong(cells, row);
  }
  const write = ([offsetTarget, target]: readonly Uint8Array[]) => {
    const offsets = isLarge ? undefined : typedView(Int32Array, offsetTarget);
    const largeOffsets = isLarge ? typedView(BigInt64Array, offsetTarget) : undefined;
    let at = 0;
    for (let row = 0; row < length; row++) {
      const bytes = bytesAt(cells, row, context);
      if (bytes) target?.set(bytes, at);
      at += bytes?.byteLength ?? 0;
      if (offsets) offsets[row + 1] = at;
      else if (largeOffsets) largeOffsets[row + 1] = BigInt(at);
    }
  };
  const sizes = [(length + 1) * (isLarge ? 8 : 4), total];
  return columnPlan(cells, validityOf(cells, context.mayHaveNulls), [{ sizes, write }]);
}

/** Plans a column of byte strings of one length. */
export function planFixedBytes(width: number, cells: Cells, context: PlanContext): ColumnPlan {
  return fixedPlan(cells, context, width * cells.length, (target) => {
    for (let row = 0; row < cells.length; row++) {
      const bytes = bytesAt(cells, row, context);
      if (bytes && bytes.byteLength !== width) throw cells.refusal(row, `${width} bytes`);
      if (bytes) target?.set(bytes, row * width);
    }
  });
}

function bytesAt(cells: Cells, row: number, context: PlanContext): Uint8Array | undefined {
  const value = cells.at(row);
  const bytes = value === null ? undefined : bytesIn(value);
  if (bytes === undefined && (value !== null || !context.mayHaveNulls)) {
    throw cells.refusal(row, "bytes (Uint8Array)");
  }
  return bytes;
}
