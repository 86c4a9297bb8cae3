import type { Cells } from "../infer/cells.ts";
import { type ColumnPlan, type PlannedPart, readyPart } from "./column-plan.ts";

/** What a column says about its nulls. */
export interface Validity {
  readonly nullCount: number;
  readonly part: PlannedPart;
}

/** Nothing is null, and there is no bitmap. */
export const NO_NULLS: Validity = { nullCount: 0, part: readyPart(new Uint8Array(0)) };

/** Looks for nulls; where there are none the column needs no bitmap. */
export function validityOf(cells: Cells, mayHaveNulls: boolean): Validity {
  if (!mayHaveNulls) return NO_NULLS;
  const { length } = cells;
  const bitmap = new Uint8Array(Math.ceil(length / 8));
  let valid = 0;
  for (let index = 0; index < length; index++) {
    if (cells.at(index) === null) continue;
    valid++;
    bitmap[index >> 3] = (bitmap[index >> 3] ?? 0) | (1 << (index & 7));
  }
  return valid === length ? NO_NULLS : { nullCount: length - valid, part: readyPart(bitmap) };
}

/** The plan of a column from its nulls, its own buffers and what is nested in it. */
export function columnPlan(
  { length }: { readonly length: number },
  { nullCount, part }: Validity,
  own: readonly PlannedPart[],
  nested?: ColumnPlan,
): ColumnPlan {
  return {
    nodes: [{ length, nullCount }, ...(nested?.nodes ?? [])],
    parts: [part, ...own, ...(nested?.parts ?? [])],
    variadicCounts: nested?.variadicCounts ?? [],
  };
}
