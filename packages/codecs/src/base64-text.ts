import { decodeError } from "./errors.ts";

const WHITE_SPACE = /[\t\n\f\r ]+/g;
const BAD_CHARACTER = /[^A-Za-z0-9+/_-]/;

/**
 * Takes out what base64 may contain without meaning: white space, and padding that completes a group of four. Padding
 * that does not is left, and is then no base64.
 */
export function bareBase64(text: string): string {
  const bare = text.replace(WHITE_SPACE, "");
  return bare.length % 4 === 0 ? bare.slice(0, bare.length - paddingLength(bare)) : bare;
}

/** Characters of padding at the end of text; more than two are none. */
export function paddingLength(text: string): number {
  if (text.endsWith("===")) return 0;
  return text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
}

/** The error for text, already without white space and padding, that is no base64. */
export function base64Error(bare: string): Error {
  const index = bare.search(BAD_CHARACTER);
  if (index < 0) {
    return decodeError(
      `no base64: ${bare.length} characters are one too many or some are missing; it was cut off`,
    );
  }
  const character = JSON.stringify(String.fromCodePoint(bare.codePointAt(index) ?? 0));
  const rule = bare[index] === "=" ? "; padding completes a group of four, or is left out" : "";
  return decodeError(
    `no base64: character ${character} at position ${index} (white space not counted)${rule}`,
  );
}
