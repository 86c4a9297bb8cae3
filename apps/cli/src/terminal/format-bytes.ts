const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** A size for people: `13 B`, `2.4 MB`. Units of 1,000. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return "? B";
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
