/** Units per second of the four units of time, in the order of Arrow's `TimeUnit`. */
const PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n] as const;
const FRACTION_DIGITS = [0, 3, 6, 9] as const;
const MS_PER_SECOND = 1000n;

/** Furthest a `Date` reaches from 1970, in ms. */
export const MAX_DATE_MS = 8.64e15;

/**
 * Writes a timestamp as ISO 8601 with all digits of its unit, `Z` at the end only where it has a zone. Beyond the
 * years that a `Date` knows (±271821) it is the plain count of units.
 */
export function timestampText(value: bigint, unit: number, hasZone: boolean): string {
  const perSecond = PER_SECOND[unit] ?? 1n;
  const seconds = floorDivide(value, perSecond);
  const ms = seconds * MS_PER_SECOND;
  if (ms > MAX_DATE_MS || ms < -MAX_DATE_MS) return value.toString();
  const iso = new Date(Number(ms)).toISOString().slice(0, -5);
  return iso + fraction(value - seconds * perSecond, unit) + (hasZone ? "Z" : "");
}

/** Writes a time of day as `hh:mm:ss` with all digits of its unit. */
export function timeText(value: bigint, unit: number): string {
  const perSecond = PER_SECOND[unit] ?? 1n;
  const seconds = Number(floorDivide(value, perSecond));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return clock + fraction(value - BigInt(seconds) * perSecond, unit);
}

/** Writes days since 1970 as `YYYY-MM-DD`; beyond the years that a `Date` knows, the plain count of days. */
export function dateText(days: number): string {
  const ms = days * 86_400_000;
  return Math.abs(ms) > MAX_DATE_MS
    ? String(days)
    : (new Date(ms).toISOString().split("T")[0] ?? "");
}

/** Milliseconds of a timestamp, finer digits cut off towards the past. */
export function timestampMs(value: bigint, unit: number): number {
  return Number(floorDivide(value * MS_PER_SECOND, PER_SECOND[unit] ?? 1n));
}

function fraction(rest: bigint, unit: number): string {
  const digits = FRACTION_DIGITS[unit] ?? 0;
  return digits === 0 ? "" : `.${String(rest).padStart(digits, "0")}`;
}

function floorDivide(value: bigint, divisor: bigint): bigint {
  const quotient = value / divisor;
  return value % divisor < 0n ? quotient - 1n : quotient;
}
