import { formatPath } from "@natsbridge/schema";
import { describeValue } from "../describe-value.ts";
import { invalidPayload } from "../errors.ts";
import { inspectJson } from "./inspect-json.ts";
import { writeExactJson } from "./write-exact-json.ts";

/**
 * Writes JSON without silent loss. A `bigint` is written as an exact integer literal and `toJSON` is
 * honoured; an object's key whose value is undefined is left out, as everywhere in JavaScript.
 *
 * @throws NatsBridgeError `invalid_payload` with the path of the first value that JSON cannot hold:
 * `undefined` at the top or in an array, functions, symbols, NaN and Infinity, Map, Set, bytes, cycles, nesting
 * too deep to write.
 */
export function stringifyJson(value: unknown): string {
  let text: string | undefined;
  try {
    const verdict = inspectJson(value);
    if (verdict.kind === "lossy") {
      const { path, reason } = verdict;
      const where = path.length === 0 ? "the value" : formatPath(path);
      throw invalidPayload(`JSON cannot hold ${where}: ${reason}`);
    }
    text = verdict.kind === "exact" ? writeExactJson(value) : JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) {
      throw invalidPayload(`nested too deep to be written as JSON (${error.message})`, error);
    }
    throw error;
  }
  // Only an object whose toJSON changed its mind since it was inspected.
  if (text === undefined) throw invalidPayload(`JSON cannot hold ${describeValue(value)}`);
  return text;
}
