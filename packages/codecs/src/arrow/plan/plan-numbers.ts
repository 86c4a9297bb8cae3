import { type Float, type Int, Precision } from "apache-arrow";
import type { Cells } from "../infer/cells.ts";
import { isExactDouble } from "../infer/column-profile.ts";
import type { ColumnPlan } from "./column-plan.ts";
import { float16Bits } from "./float16.ts";
import type { PlanContext } from "./plan-context.ts";
import { floatView, smallIntView, typedView } from "./typed-view.ts";
import { columnPlan, validityOf } from "./validity.ts";

/** Where numbers of 16 and 32 bits begin to be rounded to infinity, by precision. */
const LIMITS: readonly number[] = [65520, 2 ** 128 - 2 ** 103];

/** Plans a column of integers of any width. */
export function planInts(type: Int, cells: Cells, context: PlanContext): ColumnPlan {
  return type.bitWidth === 64
    ? planInt64(type.isSigned, cells, context)
    : planSmallInts(type, cells, context);
}

/** Plans a column of integers of 8, 16 or 32 bits. */
export function planSmallInts(type: Int, cells: Cells, context: PlanContext): ColumnPlan {
  const size = 2 ** type.bitWidth;
  const low = type.isSigned ? -size / 2 : 0;
  const high = low + size - 1;
  const expected = `an integer from ${low} to ${high}`;
  const write = (target: Uint8Array | undefined) => {
    const values = smallIntView(type, target);
    for (let row = 0; row < cells.length; row++) {
      const value = cells.at(row);
      const isExact = typeof value === "number" && Number.isInteger(value) && isNotMinusZero(value);
      if (isExact && value >= low && value <= high) {
        values[row] = value;
      } else if (typeof value === "bigint" && value >= BigInt(low) && value <= BigInt(high)) {
        values[row] = Number(value);
      } else if (value !== null || !context.mayHaveNulls) throw cells.refusal(row, expected);
    }
  };
  return fixedPlan(cells, context, (type.bitWidth / 8) * cells.length, write);
}

/** Plans a column of 64-bit integers from safe numbers and bigints. */
export function planInt64(
  isSigned: boolean,
  cells: Cells,
  context: PlanContext,
  convert: (value: unknown, row: number) => unknown = (value) => value,
): ColumnPlan {
  const low = isSigned ? -(2n ** 63n) : 0n;
  const high = isSigned ? 2n ** 63n - 1n : 2n ** 64n - 1n;
  const expected = `a bigint or safe integer from ${low} to ${high}`;
  const write = (target: Uint8Array | undefined) => {
    const wide = typedView(BigInt64Array, target);
    // Two halves take a number without a bigint in between, which would cost an allocation.
    const halves = typedView(Int32Array, target);
    for (let row = 0; row < cells.length; row++) {
      const value = convert(cells.at(row), row);
      const isExact =
        typeof value === "number" && Number.isSafeInteger(value) && isNotMinusZero(value);
      if (isExact && (isSigned || value >= 0)) {
        halves[row * 2] = value | 0;
        halves[row * 2 + 1] = Math.floor(value / 0x1_0000_0000);
      } else if (typeof value === "bigint" && value >= low && value <= high) {
        wide[row] = BigInt.asIntN(64, value);
      } else if (value !== null || !context.mayHaveNulls) throw cells.refusal(row, expected);
    }
  };
  return fixedPlan(cells, context, 8 * cells.length, write);
}

/**
 * Plans a column of floating point numbers. Numbers are rounded to 16 and 32 bits, to nearest even, and refused where they
 * would become infinite; bigints are never rounded.
 */
export function planFloats(type: Float, cells: Cells, context: PlanContext): ColumnPlan {
  const isHalf = type.precision === Precision.HALF;
  const limit = LIMITS[type.precision] ?? Number.POSITIVE_INFINITY;
  const write = (target: Uint8Array | undefined) => {
    const values = floatView(type, target);
    for (let row = 0; row < cells.length; row++) {
      const value = cells.at(row);
      const number = typeof value === "bigint" && isExactDouble(value) ? Number(value) : value;
      if (typeof number === "number") {
        if (Math.abs(number) >= limit && Number.isFinite(number)) {
          throw cells.refusal(row, `a number that ${type} holds`);
        }
        values[row] = isHalf ? float16Bits(number) : number;
      } else if (value !== null || !context.mayHaveNulls) throw cells.refusal(row, "a number");
    }
  };
  return fixedPlan(cells, context, (2 << type.precision) * cells.length, write);
}

/** Plans a column of booleans, eight to a byte. */
export function planBooleans(cells: Cells, context: PlanContext): ColumnPlan {
  return fixedPlan(cells, context, Math.ceil(cells.length / 8), (target) => {
    for (let row = 0; row < cells.length; row++) {
      const value = cells.at(row);
      if (value === true) {
        if (target) target[row >> 3] = (target[row >> 3] ?? 0) | (1 << (row & 7));
      } else if (value !== false && (value !== null || !context.mayHaveNulls)) {
        throw cells.refusal(row, "a boolean");
      }
    }
  });
}

/** Plans a column with one buffer of values. */
export function fixedPlan(
  cells: Cells,
  context: PlanContext,
  bytes: number,
  write: (target: Uint8Array | undefined) => void,
): ColumnPlan {
  const validity = validityOf(cells, context.mayHaveNulls);
  return columnPlan(cells, validity, [{ sizes: [bytes], write: ([target]) => write(target) }]);
}

/** Integers have one zero only. */
function isNotMinusZero(value: number): boolean {
  return value !== 0 || 1 / value > 0;
}
