import { bytesIn, dateMs, isListLike, isMap } from "../../what-counts.ts";

/** Something that is the same for equal values only, also for values that a `Map` would tell apart by object. */
export function valueIdentity(value: unknown): unknown {
  // A `Map` takes -0 for 0.
  return isObject(value) || Object.is(value, -0) ? identityText(value) : value;
}

function identityText(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "bigint") return `${value}n`;
  if (!isObject(value)) return Object.is(value, -0) ? "-0" : String(value);
  const ms = dateMs(value);
  if (ms !== undefined) return `date ${ms}`;
  const bytes = bytesIn(value);
  if (bytes !== undefined) return `bytes ${bytes.join()}`;
  if (isListLike(value)) return `[${Array.from(value, identityText).join()}]`;
  if (isMap(value)) return `map ${identityText([...value])}`;
  const members = Object.entries(value).map(([key, member]) => identityText([key, member]));
  return `{${members.join()}}`;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
