/** A JSON value in the canonical form of the vectors: big integers as digits, NaN and infinities as words. */
export function canonicalJson(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return canonicalNumber(value);
  if (Array.isArray(value)) return value.map(canonicalJson);
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // A plain assignment to `__proto__` would be lost.
    Object.defineProperty(copy, key, {
      value: canonicalJson(item),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return copy;
}

export function canonicalNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** Depth of arrays that hold nothing but one array; 0 for other values. */
export function nestingDepth(value: unknown): number {
  let depth = 0;
  for (let inner = value; Array.isArray(inner) && inner.length <= 1; inner = inner[0]) depth++;
  return depth;
}
