let second = 0;
let upToSecond = "";

/** Now in UTC as ISO 8601, to the millisecond. All but the milliseconds is written once a second. */
export function timestamp(): string {
  const now = Date.now();
  const ms = now % 1_000;
  if (now - ms !== second) {
    second = now - ms;
    upToSecond = new Date(second).toISOString().slice(0, -"000Z".length);
  }
  return `${upToSecond}${String(ms).padStart(3, "0")}Z`;
}
