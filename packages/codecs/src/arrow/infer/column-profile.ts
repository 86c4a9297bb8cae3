import { dateMs } from "../../what-counts.ts";
import type { Cells } from "./cells.ts";
import { KIND, kindOf } from "./value-kind.ts";

/** What all values of a column have in common. */
export interface ColumnProfile {
  /** Bits of {@link KIND}. */
  readonly kinds: number;
  readonly hasNulls: boolean;
  /** Row of the first value of each kind, in order of appearance. */
  readonly firstRows: ReadonlyMap<number, number>;
  /** Extremes of integers and bigints; 0 where there are none. */
  readonly lowest: bigint;
  readonly highest: bigint;
}

/** Looks at every value of a column once. */
export function profileColumn(cells: Cells): ColumnProfile {
  const { length } = cells;
  const firstRows = new Map<number, number>();
  let kinds = 0;
  let hasNulls = false;
  let low = 0;
  let high = 0;
  let lowBig = 0n;
  let highBig = 0n;

  for (let index = 0; index < length; index++) {
    const value = cells.at(index);
    // The usual kinds first: this loop is where the time goes.
    if (typeof value === "number" && (value | 0) === value && (value !== 0 || 1 / value > 0)) {
      if (value < low) low = value;
      else if (value > high) high = value;
      if ((kinds & KIND.integer) !== 0) continue;
    } else if (typeof value === "string") {
      if ((kinds & KIND.string) !== 0) continue;
    } else if (value === null) {
      hasNulls = true;
      continue;
    }
    const kind = kindOf(value);
    const isInvalidDate = kind === KIND.date && Number.isNaN(dateMs(value));
    if (kind === undefined || isInvalidDate) {
      throw cells.refusal(index, "a value that a table can hold");
    }
    if ((kinds & kind) === 0) {
      kinds |= kind;
      firstRows.set(kind, cells.rowOf(index));
    }
    if (kind === KIND.integer && typeof value === "number") {
      low = Math.min(low, value);
      high = Math.max(high, value);
    } else if (typeof value === "bigint") {
      if (value < lowBig) lowBig = value;
      else if (value > highBig) highBig = value;
    }
  }
  const lowest = BigInt(low) < lowBig ? BigInt(low) : lowBig;
  const highest = BigInt(high) > highBig ? BigInt(high) : highBig;
  return { kinds, hasNulls, firstRows, lowest, highest };
}

/** Whether a double holds an integer without rounding it. */
export function isExactDouble(value: bigint): boolean {
  const double = Number(value);
  return Number.isFinite(double) && BigInt(double) === value;
}
