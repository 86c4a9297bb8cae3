import { jsonForm } from "./json-form.ts";

/** Writes JSON as `JSON.stringify` does, bigints as integer literals. The value was inspected before. */
export function writeExactJson(value: unknown): string {
  return write(jsonForm(value, ""));
}

function write(value: unknown): string {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => write(jsonForm(item, index))).join(",")}]`;
  }
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined)
      members.push(`${JSON.stringify(key)}:${write(jsonForm(member, key))}`);
  }
  return `{${members.join(",")}}`;
}
