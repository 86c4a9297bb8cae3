const TIMESTAMP =
  /^([+-]?\d{4,6}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?$/;
const TIME = /^(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;
const PER_SECOND = 1_000_000_000n;

/** Nanoseconds since 1970 of ISO 8601 text; without an offset it is UTC. Undefined where it is none. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, date, time = "00:00:00", fraction = "", zone = "Z"] = match;
  const ms = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(ms) ? undefined : BigInt(ms) * 1_000_000n + nanoseconds(fraction);
}

/** Nanoseconds since midnight of `hh:mm:ss[.fraction]`. Undefined where it is none. */
export function parseTime(text: string): bigint | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [, hours, minutes, seconds, fraction = ""] = match;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return BigInt(total) * PER_SECOND + nanoseconds(fraction);
}

function nanoseconds(fraction: string): bigint {
  return BigInt(fraction.padEnd(9, "0"));
}
