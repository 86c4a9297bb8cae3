/** A value of a table as JSON can hold it: dates as ISO 8601, bytes as base64, what is no number as text. */
export function plainCell(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(plainCell);
  if (value instanceof Map) return [...value].map(plainCell);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainCell(each)]));
}
