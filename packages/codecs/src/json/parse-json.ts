import {
  assertKnownOptions,
  choiceOption,
  messageOf,
  type OptionNames,
} from "@natsbridge/schema/base";
import { decodeError } from "../errors.ts";
import { type JsonValue, UNSAFE_INTEGERS, type UnsafeIntegers } from "./json-value.ts";
import { parseLenientJson } from "./parse-lenient-json.ts";

/** Options of {@link parseJson}. */
export interface ParseJsonOptions {
  /** Default `"bigint"`. */
  readonly unsafe_integers?: UnsafeIntegers | undefined;
}

const KNOWN: OptionNames<ParseJsonOptions> = { unsafe_integers: true };

/** The first power of ten that no float holds has so many. */
const INFINITE_DIGITS = /(?:^|\D)\d{309}/;
const SIXTEEN_DIGITS = /\d{16}/;
const LONG_INTEGER = /(?:^|[:,[\s-])[1-9]\d{15,}(?![\d.eE])/;

/**
 * Reads JSON text. Integers beyond ±(2^53-1) are given exactly as `bigint`, up to 4,300 digits; one that no float holds is
 * a `bigint` even where they are rounded. Bare `NaN`, `Infinity` and
 * `-Infinity` are read, of a key given twice the last counts.
 *
 * @throws NatsBridgeError `decode_error` that says where the text is no JSON, `invalid_config` for the options.
 */
export function parseJson(text: string, options: ParseJsonOptions = {}): JsonValue {
  assertKnownOptions("parseJson options", options, KNOWN);
  const { unsafe_integers } = options;
  return parseJsonAs(
    text,
    choiceOption("unsafe_integers", unsafe_integers, UNSAFE_INTEGERS, "bigint"),
  );
}

/** As {@link parseJson}, of what was checked. */
export function parseJsonAs(text: string, unsafeIntegers: UnsafeIntegers = "bigint"): JsonValue {
  try {
    // The engine's own parser is many times faster; it is left only where it would lose something.
    const isLong = unsafeIntegers === "number" ? INFINITE_DIGITS : SIXTEEN_DIGITS;
    if (isLong.test(text) && LONG_INTEGER.test(text)) {
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
