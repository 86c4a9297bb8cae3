const COUNT = new Intl.NumberFormat("en-US");

/** 1234567 → `1,234,567`. */
export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** Decimal units, as file managers have them: `12 B`, `1.2 kB`, `60.0 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  const step = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1_000 ** step).toFixed(1)} ${units[step - 1]}`;
}

/** The time of the day, local and with milliseconds. */
export function formatClock(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two);
  return `${parts.join(":")}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}
