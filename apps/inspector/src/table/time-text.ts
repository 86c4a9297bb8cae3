/** A time in ms as text, in UTC: `2026-11-27 14:30:05`, with what it has of a second. */
export function timeText(ms: number): string {
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) return String(ms);
  return at
    .toISOString()
    .replace("T", " ")
    .replace(/(\.000)?Z$/, "");
}
