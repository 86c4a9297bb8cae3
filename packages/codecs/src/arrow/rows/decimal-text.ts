/** Writes a decimal with all its digits: unscaled 12300 with scale 2 is `"123.00"`. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale <= 0) return (unscaled * 10n ** BigInt(-scale)).toString();
  const sign = unscaled < 0n ? "-" : "";
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** The integer in so many 32-bit words, lowest first, in two's complement. */
export function wideInteger(words: Uint32Array, start: number, count: number): bigint {
  let value = 0n;
  for (let word = count - 1; word >= 0; word--) {
    value = (value << 32n) | BigInt(words[start + word] ?? 0);
  }
  return BigInt.asIntN(count * 32, value);
}
