import { foreignText, formatPath, messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import { describeValue } from "../describe-value.ts";
import { invalidPayload } from "../errors.ts";
import { inspectJson } from "./inspect-json.ts";
import { writeExactJson } from "./write-exact-json.ts";

/** `"exact"`: also what changes its form in JSON as everywhere in JavaScript is refused. */
export type JsonMode = (typeof JSON_MODES)[number];

/** All of {@link JsonMode}. */
export const JSON_MODES = ["plain", "exact"] as const;

/**
 * Writes JSON without silent loss. A `bigint` is written as an exact integer literal and `toJSON` is
 * honoured; an object's key whose value is undefined is left out and -0 is written 0, as everywhere in JavaScript: with
 * `"exact"`, all of these are refused, and so are bigints that are read back as numbers, and numbers as bigints.
 *
 * @throws NatsBridgeError `invalid_payload` with the path of the first value that JSON cannot hold:
 * `undefined` at the top or in an array, functions, symbols, NaN and Infinity, bytes, objects of any class without
 * `toJSON`, cycles, nesting too deep to write.
 */
export function stringifyJson(value: unknown, mode: JsonMode = "plain"): string {
  let text: string | undefined;
  try {
    const verdict = inspectJson(value, mode === "exact");
    if (verdict.kind === "lossy") {
      const { path, reason } = verdict;
      const where = path.length === 0 ? "the value" : foreignText(formatPath(path));
      throw invalidPayload(`JSON cannot hold ${where}: ${reason}`);
    }
    text = verdict.kind === "exact" ? writeExactJson(value) : JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) {
      throw invalidPayload(`nested too deep to be written as JSON (${error.message})`, error);
    }
    if (NatsBridgeError.isInstance(error)) throw error;
    // A getter, a proxy, a toJSON: foreign code runs while an object is looked at.
    throw invalidPayload(`the value cannot be looked at: ${messageOf(error)}`, error);
  }
  // Only an object whose toJSON changed its mind since it was inspected.
  if (text === undefined) throw invalidPayload(`JSON cannot hold ${describeValue(value)}`);
  return text;
}
