/**
 * Whether a signed link says itself that its time is over (`X-Amz-Date` and `X-Amz-Expires`). Services word their refusal
 * of such a link in many ways.
 */
export function isExpiredLink(url: string, now: number): boolean {
  const { searchParams } = new URL(url);
  const lifetime = Number(searchParams.get("X-Amz-Expires") ?? Number.NaN);
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(
    searchParams.get("X-Amz-Date") ?? "",
  );
  if (date === null || Number.isNaN(lifetime)) return false;
  const [year = 0, month = 1, day, hour, minute, second] = date.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) + lifetime * 1000 <= now;
}
