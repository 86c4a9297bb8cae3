/** Length in bytes that a text has in UTF-8, counted and not encoded. A lone surrogate counts as U+FFFD, which it becomes. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80) continue;
    length += code < 0x800 ? 1 : 2;
    // The other half of a pair: two units, four bytes.
    if (isHigh(code) && isLow(text.charCodeAt(at + 1))) at += 1;
  }
  return length;
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}
