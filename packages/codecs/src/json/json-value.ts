/** What JSON text can hold, as it is given to the application. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  /** An integer literal beyond ±(2^53-1), exact. */
  | bigint
  | JsonValue[]
  | { [key: string]: JsonValue };

/** A JSON object. */
export interface JsonObject {
  [key: string]: JsonValue;
}

/** What is accepted for JSON: any JSON value, bigints, objects with `toJSON`. Checked in full when written. */
export type JsonInput = null | boolean | number | string | bigint | object;

/** How integers beyond ±(2^53-1) are given: exactly (default), as an error, or rounded. */
export type UnsafeIntegers = (typeof UNSAFE_INTEGERS)[number];

/** All of {@link UnsafeIntegers}. */
export const UNSAFE_INTEGERS = ["bigint", "error", "number"] as const;
