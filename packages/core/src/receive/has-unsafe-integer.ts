/** Whether a parsed JSON value holds a whole number beyond ±(2^53-1). Takes any depth. */
export function hasUnsafeInteger(value: unknown): boolean {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === "number") {
      if (Number.isInteger(next) && !Number.isSafeInteger(next)) return true;
    } else if (typeof next === "object" && next !== null) {
      for (const item of Object.values(next)) open.push(item);
    }
  }
  return false;
}
