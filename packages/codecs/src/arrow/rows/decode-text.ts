import { decodeError } from "../../errors.ts";

/** Texts are decoded in groups of about so many bytes: one call for many short texts. */
const GROUP_BYTES = 1 << 16;

/** Reads the texts of a column: text `i` lies in its bytes from `offsets[i]` to `offsets[i + 1]`. */
export function decodeTexts(
  bytes: Uint8Array,
  offsets: Int32Array | BigInt64Array,
  length: number,
): string[] {
  const texts = new Array<string>(length);
  for (let first = 0; first < length; ) {
    const start = Number(offsets[first]);
    let last = first + 1;
    while (last < length && Number(offsets[last + 1]) - start <= GROUP_BYTES) last++;
    const end = Number(offsets[last]);
    const group = decodeText(bytes.subarray(start, end));
    // One character per byte: all ASCII, so that offsets of bytes are offsets of characters.
    const isAscii = group.length === end - start;
    let position = 0;
    for (let index = first; index < last; index++) {
      const from = Number(offsets[index]);
      const to = Number(offsets[index + 1]);
      const next = position + (isAscii ? to - from : characters(bytes, from, to));
      texts[index] = group.slice(position, next);
      position = next;
    }
    first = last;
  }
  return texts;
}

/** Reads one text of a table. A leading U+FEFF is kept. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw decodeError("a text of the table is not UTF-8", error);
  }
}

/** UTF-16 units of UTF-8: one for each start of a sequence, two for those of four bytes. */
function characters(bytes: Uint8Array, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index++) {
    const byte = bytes[index] ?? 0;
    if ((byte & 0xc0) !== 0x80) count += byte >= 0xf0 ? 2 : 1;
  }
  return count;
}
