/** What a parsed JSON value holds that its text says better: nothing, rounded integers, or some that became infinite. */
export type LostDigits = "none" | "rounded" | "infinite";

/** Whether a parsed JSON value holds whole numbers beyond ±(2^53-1). Takes any depth. */
export function lostDigits(value: unknown): LostDigits {
  let lost: LostDigits = "none";
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === "number") {
      // No JSON says Infinity: it was a number too long for a float.
      if (!Number.isFinite(next)) return "infinite";
      if (Number.isInteger(next) && !Number.isSafeInteger(next)) lost = "rounded";
    } else if (typeof next === "object" && next !== null) {
      for (const item of Object.values(next)) open.push(item);
    }
  }
  return lost;
}
