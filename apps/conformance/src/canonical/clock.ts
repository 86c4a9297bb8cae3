import { TimeUnit } from "apache-arrow";

const DIGITS: Readonly<Record<TimeUnit, number>> = {
  [TimeUnit.SECOND]: 0,
  [TimeUnit.MILLISECOND]: 3,
  [TimeUnit.MICROSECOND]: 6,
  [TimeUnit.NANOSECOND]: 9,
};

/** `hh:mm:ss` with as many digits as the unit has. */
export function clockText(units: bigint, unit: TimeUnit): string {
  const digits = DIGITS[unit];
  const scale = 10n ** BigInt(digits);
  const seconds = units / scale;
  const parts = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const text = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return digits === 0 ? text : `${text}.${String(units % scale).padStart(digits, "0")}`;
}

/** ISO 8601 in UTC with all digits of the unit; `Z` only where the column has a zone. */
export function timestampText(units: bigint, unit: TimeUnit, hasZone: boolean): string {
  const day = 86_400n * 10n ** BigInt(DIGITS[unit]);
  const rest = ((units % day) + day) % day;
  const days = Number((units - rest) / day);
  return `${dateText(days)}T${clockText(rest, unit)}${hasZone ? "Z" : ""}`;
}

/** `YYYY-MM-DD` of a number of days since 1970. */
export function dateText(days: number): string {
  const iso = new Date(days * 86_400_000).toISOString();
  return iso.slice(0, iso.indexOf("T"));
}
