import { type Date_, DateUnit, Int32, type Time, type Timestamp } from "apache-arrow";
import { dateMs } from "../../what-counts.ts";
import type { Cells } from "../infer/cells.ts";
import { instantNanoseconds, plainDateText } from "../infer/temporal.ts";
import type { ColumnPlan } from "./column-plan.ts";
import { parseDate, parseTime, parseTimestamp } from "./parse-temporal.ts";
import type { PlanContext } from "./plan-context.ts";
import { planInt64, planSmallInts } from "./plan-numbers.ts";

/** Units per second, in the order of Arrow's `TimeUnit`. */
const PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n] as const;
const NS_PER_MS = 1_000_000n;
const MS_PER_DAY = 86_400_000n;
const SECONDS_PER_DAY = 86_400n;

/** What a value is not: the column refuses it. */
const REFUSED = Symbol();

/** Plans timestamps from `Date`, `Temporal.Instant`, ISO 8601 text, and plain counts of units. */
export function planTimestamps(type: Timestamp, cells: Cells, context: PlanContext): ColumnPlan {
  const perSecond = PER_SECOND[type.unit] ?? 1n;
  const expected = `a Date, ISO 8601 text or a count of units that Timestamp in ${unitName(type.unit)} holds exactly`;
  return planInt64(true, cells, context, (value, row) => {
    if (typeof value === "number" || typeof value === "bigint") return value;
    const ms = dateMs(value);
    if (ms !== undefined && perSecond === 1000n && Number.isFinite(ms)) return ms;
    const nanoseconds = momentOf(value, ms);
    if (nanoseconds === undefined) return value;
    return exact(nanoseconds, perSecond, cells, row, expected);
  });
}

/**
 * Plans dates from `Date` at midnight UTC, `Temporal.PlainDate`, `YYYY-MM-DD`, and plain counts of days (32 bits) or ms
 * (64 bits, where a `Date` and ISO 8601 text may have a time of day).
 */
export function planDates(type: Date_, cells: Cells, context: PlanContext): ColumnPlan {
  const isDay = type.unit === DateUnit.DAY;
  const expected = "a Date at midnight UTC, YYYY-MM-DD of a day that exists, or a count of days";
  const convert = (value: unknown, row: number): unknown => {
    const ms = dayOf(value, isDay);
    if (ms === undefined) return value;
    if (ms === REFUSED) throw cells.refusal(row, expected);
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
  const perDay = SECONDS_PER_DAY * perSecond;
  const expected = `a time hh:mm:ss or a count of units of one day that Time in ${unitName(type.unit)} holds exactly`;
  const convert = (value: unknown, row: number): unknown => {
    if (typeof value === "string") {
      return exact(parseTime(value) ?? REFUSED, perSecond, cells, row, expected);
    }
    const isCount = typeof value === "number" || typeof value === "bigint";
    if (isCount && (value < 0 || value >= perDay)) throw cells.refusal(row, expected);
    return value;
  };
  if (type.bitWidth === 64) return planInt64(true, cells, context, convert);
  return planSmallInts(new Int32(), cells.map(convert), context);
}

/** Nanoseconds as units, refused where something would be cut off or the value was none. */
function exact(
  nanoseconds: bigint | typeof REFUSED,
  perSecond: bigint,
  cells: Cells,
  row: number,
  expected: string,
): bigint {
  const perUnit = PER_SECOND[3] / perSecond;
  if (nanoseconds === REFUSED || nanoseconds % perUnit !== 0n) throw cells.refusal(row, expected);
  return nanoseconds / perUnit;
}

/** Nanoseconds since 1970; undefined for what is no moment of any kind. */
function momentOf(value: unknown, ms: number | undefined): bigint | typeof REFUSED | undefined {
  if (typeof value === "string") return parseTimestamp(value) ?? REFUSED;
  if (ms !== undefined) return Number.isFinite(ms) ? BigInt(ms) * NS_PER_MS : REFUSED;
  return instantNanoseconds(value);
}

/** Milliseconds of a date; undefined for what is none. */
function dayOf(value: unknown, isDay: boolean): bigint | typeof REFUSED | undefined {
  const ms = dateMs(value);
  if (ms !== undefined) return Number.isFinite(ms) ? BigInt(ms) : REFUSED;
  const text = typeof value === "string" ? value : plainDateText(value);
  if (text === undefined) return undefined;
  const day = parseDate(text);
  if (day !== undefined) return BigInt(day);
  const moment = isDay ? undefined : parseTimestamp(text);
  return moment === undefined || moment % NS_PER_MS !== 0n ? REFUSED : moment / NS_PER_MS;
}

function unitName(unit: number): string {
  return ["s", "ms", "us", "ns"][unit] ?? "";
}
