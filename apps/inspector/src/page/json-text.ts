/** A value as text: a string as it is, anything else as JSON, with integers of any length. */
export function jsonText(value: unknown, indent?: number): string {
  if (typeof value === "string") return value;
  const exactly = (_: string, part: unknown) => (typeof part === "bigint" ? String(part) : part);
  return JSON.stringify(value, exactly, indent) ?? String(value);
}
