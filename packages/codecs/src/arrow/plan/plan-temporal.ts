import { type Date_, DateUnit, Int32, type Time, type Timestamp } from "apache-arrow";
import type { Cells } from "../infer/cells.ts";
import type { ColumnPlan } from "./column-plan.ts";
import { parseTime, parseTimestamp } from "./parse-temporal.ts";
import type { PlanContext } from "./plan-context.ts";
import { planInt64, planSmallInts } from "./plan-numbers.ts";

/** Units per second, in the order of Arrow's `TimeUnit`. */
const PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n] as const;
const MS_PER_DAY = 86_400_000n;

/** Plans timestamps from `Date`, ISO 8601 text, and plain counts of units. */
export function planTimestamps(type: Timestamp, cells: Cells, context: PlanContext): ColumnPlan {
  const perSecond = PER_SECOND[type.unit] ?? 1n;
  const expected = `a Date, ISO 8601 text or a count of units that Timestamp in ${unitName(type.unit)} holds exactly`;
  return planInt64(true, cells, context, (value, row) => {
    if (typeof value === "string")
      return exact(parseTimestamp(value), perSecond, cells, row, expected);
    if (!(value instanceof Date)) return value;
    const ms = value.getTime();
    if (!Number.isFinite(ms)) throw cells.refusal(row, expected);
    if (perSecond === 1000n) return ms;
    return exact(BigInt(ms) * 1_000_000n, perSecond, cells, row, expected);
  });
}

/** Plans dates from `Date` at midnight UTC, `YYYY-MM-DD`, and plain counts of days (32 bits) or ms (64 bits). */
export function planDates(type: Date_, cells: Cells, context: PlanContext): ColumnPlan {
  const isDay = type.unit === DateUnit.DAY;
  const expected = "a Date at midnight UTC, YYYY-MM-DD or a count of days";
  const convert = (value: unknown, row: number): unknown => {
    const ms = dateMs(value);
    if (ms === undefined) return value;
    if (ms === null) throw cells.refusal(row, expected);
    if (!isDay) return ms;
    if (ms % MS_PER_DAY !== 0n) throw cells.refusal(row, expected);
    return ms / MS_PER_DAY;
  };
  if (!isDay) return planInt64(true, cells, context, convert);
  return planSmallInts(new Int32(), cells.map(convert), context);
}

/** Plans times of day from `hh:mm:ss[.fraction]` and plain counts of units. */
export function planTimes(type: Time, cells: Cells, context: PlanContext): ColumnPlan {
  const perSecond = PER_SECOND[type.unit] ?? 1n;
  const expected = `a time hh:mm:ss or a count of units that Time in ${unitName(type.unit)} holds exactly`;
  const convert = (value: unknown, row: number): unknown =>
    typeof value === "string" ? exact(parseTime(value), perSecond, cells, row, expected) : value;
  if (type.bitWidth === 64) return planInt64(true, cells, context, convert);
  return planSmallInts(new Int32(), cells.map(convert), context);
}

/** Nanoseconds as units, refused where something would be cut off or the text was none. */
function exact(
  nanoseconds: bigint | undefined,
  perSecond: bigint,
  cells: Cells,
  row: number,
  expected: string,
): bigint {
  const perUnit = 1_000_000_000n / perSecond;
  if (nanoseconds === undefined || nanoseconds % perUnit !== 0n) throw cells.refusal(row, expected);
  return nanoseconds / perUnit;
}

/** Milliseconds of a date; null for text that is none, undefined for what is neither. */
function dateMs(value: unknown): bigint | null | undefined {
  if (value instanceof Date) {
    return Number.isFinite(value.getTime()) ? BigInt(value.getTime()) : null;
  }
  if (typeof value !== "string") return undefined;
  const nanoseconds = /^[+-]?\d{4,6}-\d\d-\d\d$/.test(value) ? parseTimestamp(value) : undefined;
  return nanoseconds === undefined ? null : nanoseconds / 1_000_000n;
}

function unitName(unit: number): string {
  return ["s", "ms", "us", "ns"][unit] ?? "";
}
