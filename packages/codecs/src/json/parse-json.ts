import { messageOf } from "@natsbridge/schema/base";
import { decodeError } from "../errors.ts";
import type { JsonValue, UnsafeIntegers } from "./json-value.ts";
import { parseLenientJson } from "./parse-lenient-json.ts";

/** Options of {@link parseJson}. */
export interface ParseJsonOptions {
  /** Default `"bigint"`. */
  readonly unsafe_integers?: UnsafeIntegers | undefined;
}

const SIXTEEN_DIGITS = /\d{16}/;
const LONG_INTEGER = /(?:^|[:,[\s-])[1-9]\d{15,}(?![\d.eE])/;

/**
 * Reads JSON text. Integers beyond ±(2^53-1) are given exactly as `bigint`, bare `NaN`, `Infinity` and
 * `-Infinity` are read, of a key given twice the last counts.
 *
 * @throws NatsBridgeError `decode_error` that says where the text is no JSON.
 */
export function parseJson(text: string, options: ParseJsonOptions = {}): JsonValue {
  const unsafeIntegers = options.unsafe_integers ?? "bigint";
  try {
    // The engine's own parser is many times faster; it is left only where it would lose something.
    if (unsafeIntegers !== "number" && SIXTEEN_DIGITS.test(text) && LONG_INTEGER.test(text)) {
      return parseLenientJson(text, unsafeIntegers);
    }
    return parseNative(text) ?? parseLenientJson(text, unsafeIntegers);
  } catch (error) {
    throw decodeError(`no JSON: ${messageOf(error)}`, error);
  }
}

/** Undefined where the engine refuses the text: bare NaN is the usual reason. */
function parseNative(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
