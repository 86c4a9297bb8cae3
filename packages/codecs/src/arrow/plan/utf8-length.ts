/** Length of a text in UTF-8, or -1 where it has a lone surrogate, which UTF-8 cannot hold. */
export function utf8Length(text: string): number {
  const { length } = text;
  let bytes = length;
  for (let index = 0; index < length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit < 0xd800 || unit > 0xdfff) bytes += 2;
    else {
      const next = text.charCodeAt(index + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return -1;
      // Two units become four bytes.
      bytes += 2;
      index++;
    }
  }
  return bytes;
}
