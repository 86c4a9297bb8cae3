import { foreignText } from "@natsbridge/schema/base";
import { invalidPayload } from "../../errors.ts";
import type { Cells } from "../infer/cells.ts";
import type { ColumnPlan } from "./column-plan.ts";
import type { PlanContext } from "./plan-context.ts";
import { typedView } from "./typed-view.ts";
import { utf8Length } from "./utf8-length.ts";
import { columnPlan, validityOf } from "./validity.ts";
import { writeUtf8 } from "./write-utf8.ts";

const WELL_FORMED = "a text without a lone surrogate, which UTF-8 cannot hold";
/** Offsets of 32 bits end here. */
const MAX_BYTES = 0x7fff_ffff;
const MUCH = 1 << 24;

/** Plans a column of text; with `isLarge` its offsets have 64 bits. */
export function planTexts(isLarge: boolean, cells: Cells, context: PlanContext): ColumnPlan {
  const { length } = cells;
  const limit = isLarge ? Number.MAX_SAFE_INTEGER : MAX_BYTES;
  let bytes = 0;
  for (let row = 0; row < length; row++) {
    const value = cells.at(row);
    if (typeof value === "string") {
      const size = utf8Length(value);
      if (size < 0) throw cells.refusal(row, WELL_FORMED);
      // Once it is much, what cannot fit is not counted to its end.
      if (bytes < MUCH && bytes + size >= MUCH) checkCharacters(cells, limit);
      bytes += size;
      if (bytes > limit) throw tooLong(cells, row);
    } else if (value !== null || !context.mayHaveNulls) throw cells.refusal(row, "a string");
  }
  const write = ([offsetTarget, target]: readonly Uint8Array[]) => {
    if (offsetTarget === undefined || target === undefined) return;
    const offsets = isLarge ? undefined : typedView(Int32Array, offsetTarget);
    const largeOffsets = isLarge ? typedView(BigInt64Array, offsetTarget) : undefined;
    let at = 0;
    for (let row = 0; row < length; row++) {
      const value = cells.at(row);
      if (typeof value === "string") at = writeUtf8(value, target, at);
      if (offsets) offsets[row + 1] = at;
      else if (largeOffsets) largeOffsets[row + 1] = BigInt(at);
    }
  };
  const sizes = [(length + 1) * (isLarge ? 8 : 4), bytes];
  return columnPlan(cells, validityOf(cells, context.mayHaveNulls), [{ sizes, write }]);
}

/** Refuses a column by its characters alone: a text is never shorter in bytes. */
function checkCharacters(cells: Cells, limit: number): void {
  let characters = 0;
  for (let row = 0; row < cells.length; row++) {
    const value = cells.at(row);
    if (typeof value === "string") characters += value.length;
    if (characters > limit) throw tooLong(cells, row);
  }
}

/** The error for a column that is too long for its type. */
export function tooLong(cells: Cells, row: number): Error {
  return invalidPayload(
    `column "${foreignText(cells.name)}" is longer than 2 GiB from row ${cells.rowOf(row)} on, where its type ends; send several tables, or give a schema with LargeUtf8 or LargeBinary`,
  );
}
