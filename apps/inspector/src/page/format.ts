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
function formatClock(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const parts = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two);
  return `${parts.join(":")}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

/** The time of the day; of another day, the day as well. */
export function formatWhen(at: Date): string {
  if (Number.isNaN(at.getTime())) return "";
  if (at.toDateString() === new Date().toDateString()) return formatClock(at);
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${formatClock(at).slice(0, 8)}`;
}

/** A span of time in its largest sensible unit: `850 ms`, `12.5 s`, `3 min`, `7 h`, `30 d`. */
export function formatSpan(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${Math.round(ms / 3_600_000)} h`;
  return `${formatCount(Math.round(ms / 86_400_000))} d`;
}
