/** What a float may not hold exactly has at least so many digits in a row. */
const DIGITS = 16;

/** Whether a text may hold a number that was rounded when it was parsed. Looks at every sixteenth character only. */
export function hasLongNumber(text: string): boolean {
  let end = DIGITS - 1;
  while (end < text.length) {
    let at = end;
    while (isDigit(text.charCodeAt(at))) {
      if (at === end - DIGITS + 1) return true;
      at -= 1;
    }
    // The next run that is long enough begins behind this character.
    end = at + DIGITS;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
