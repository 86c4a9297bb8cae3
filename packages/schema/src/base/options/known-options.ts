import { assertRuntime } from "../assert-runtime.ts";
import { NatsBridgeError } from "../errors.ts";
import { foreignText } from "../text/error-text.ts";
import { objectOption } from "./check-option.ts";

/** The names of all options of a type: complete by its type, in the order in which they are proposed. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>;

/**
 * Refuses options that nobody reads: a misspelled one would be ignored, and the call do something else. An option that
 * is not given (`undefined`, `null`) is refused as well, since its name is wrong.
 *
 * @param what names the options in the error, such as `"options"`.
 * @param further more names, proposed before the others; only an error puts the two together.
 * @throws NatsBridgeError `invalid_config`, with the nearest name; `unsupported` on a Node that is too old.
 */
export function assertKnownOptions(
  what: string,
  options: object | null | undefined,
  known: Readonly<Record<string, true>>,
  further: Readonly<Record<string, true>> = {},
): void {
  assertRuntime();
  objectOption(what, options);
  for (const name of Object.keys(options ?? {})) {
    if (Object.hasOwn(known, name) || Object.hasOwn(further, name)) continue;
    const nearest = nearestName(name, Object.keys({ ...further, ...known }));
    const hint = nearest === undefined ? "" : `; did you mean ${nearest}?`;
    throw new NatsBridgeError({
      code: "invalid_config",
      message: `${what}: unknown option "${foreignText(name)}"${hint}`,
      details: { option: foreignText(name) },
    });
  }
}

/** The name that was probably meant: a part of it (`url` of `broker_url`), or one that few edits make of it. */
function nearestName(given: string, names: readonly string[]): string | undefined {
  const word = plain(given);
  if (word.length > 60) return undefined;
  let nearest: string | undefined;
  let least = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const name of names) {
    const edits = distance(word, plain(name));
    if (edits < least) [nearest, least] = [name, edits];
  }
  return nearest ?? names.find((name) => name.toLowerCase().split("_").includes(word));
}

/** `maxRetries` and `max-retries` are `max_retries`. */
function plain(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll("-", "_");
}

/** Edits (Levenshtein) that make one word the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let at = 0; at < to.length; at += 1) {
      const replaced = (row[at] ?? 0) + (letter === to[at] ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
