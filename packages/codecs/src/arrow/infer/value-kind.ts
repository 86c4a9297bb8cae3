import { bytesIn, isDate, isListLike, isPlainObject } from "../../what-counts.ts";
import { instantNanoseconds, plainDateText } from "./temporal.ts";

/** Kinds of values that a column can consist of, as bits. */
export const KIND = {
  boolean: 1,
  integer: 2,
  fraction: 4,
  bigint: 8,
  string: 16,
  bytes: 32,
  date: 64,
  list: 128,
  object: 256,
  instant: 512,
  day: 1024,
} as const;

/** What numbers of any kind have in common. */
export const NUMERIC: number = KIND.integer | KIND.fraction | KIND.bigint;

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(KIND).map(([name, bit]) => [bit, name]),
);

/** The kind of a value; 0 for null and undefined, undefined for what no column can hold. */
export function kindOf(value: unknown): number | undefined {
  switch (typeof value) {
    case "number":
      // -0 and integers beyond 2^53 are exact as doubles only.
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? KIND.integer : KIND.fraction;
    case "string":
      return KIND.string;
    case "boolean":
      return KIND.boolean;
    case "bigint":
      return KIND.bigint;
    case "undefined":
      return 0;
    case "object":
      return value === null ? 0 : kindOfObject(value);
    default:
      return undefined;
  }
}

/** The kind in words. */
export function kindName(kind: number): string {
  if ((kind & NUMERIC) !== 0) return kind === KIND.bigint ? "bigint" : "number";
  return NAMES.get(kind) ?? "null";
}

/** An object of any other class would not survive as a struct of its keys. */
function kindOfObject(value: object): number | undefined {
  // What every value of a long column may be, without looking for all the rest.
  if (value instanceof Date && isDate(value)) return KIND.date;
  if (isListLike(value)) return KIND.list;
  if (isPlainObject(value)) return KIND.object;
  if (isDate(value)) return KIND.date;
  if (bytesIn(value) !== undefined) return KIND.bytes;
  if (instantNanoseconds(value) !== undefined) return KIND.instant;
  return plainDateText(value) === undefined ? undefined : KIND.day;
}
