const DATE = /^(\d{4}|[+-]\d{6})-(\d\d)-(\d\d)$/;
const TIMESTAMP =
  /^([+-]?\d{4,6}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?$/;
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;
const OFFSET = /^([+-])(\d\d):?(\d\d)$/;
const PER_SECOND = 1_000_000_000n;

/** Milliseconds since 1970 of `YYYY-MM-DD`. Undefined where it is none, or a day that no calendar has. */
export function parseDate(text: string): number | undefined {
  const match = DATE.exec(text);
  if (match === null || text.startsWith("-000000")) return undefined;
  const [year, month, day] = match.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  // A day too many rolls over into the next month.
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() : undefined;
}

/** Nanoseconds since 1970 of ISO 8601 text; without an offset it is UTC. Undefined where it is none. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, date = "", time = "00:00", fraction = "", zone = "Z"] = match;
  const day = parseDate(date);
  const clock = parseTime(`${time.length === 5 ? `${time}:00` : time}.${fraction || "0"}`);
  const offset = offsetMinutes(zone);
  if (day === undefined || clock === undefined || offset === undefined) return undefined;
  return BigInt(day - offset * 60_000) * 1_000_000n + clock;
}

/** Nanoseconds since midnight of `hh:mm:ss[.fraction]`. Undefined where it is none. */
export function parseTime(text: string): bigint | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds, fraction = ""] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return BigInt(total) * PER_SECOND + BigInt(fraction.padEnd(9, "0"));
}

function offsetMinutes(zone: string): number | undefined {
  if (zone === "Z") return 0;
  const [, sign, hours, minutes] = OFFSET.exec(zone) ?? [];
  if (Number(hours) > 23 || Number(minutes) > 59) return undefined;
  return (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
}
