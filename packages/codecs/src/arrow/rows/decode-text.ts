import type { Data } from "apache-arrow";
import { decodeError } from "../../errors.ts";
import { isValid } from "./is-valid.ts";

/** Texts are decoded in groups of about so many bytes: one call for many short texts. */
const GROUP_BYTES = 1 << 16;

/** Reads the texts of a column: text `i` lies in its bytes from `offsets[i]` to `offsets[i + 1]`. */
export function decodeTexts(data: Data): string[] {
  const { values: bytes, valueOffsets: offsets, length } = data;
  const texts = new Array<string>(length);
  for (let first = 0; first < length; ) {
    const start = Number(offsets[first]);
    let last = first + 1;
    while (last < length && Number(offsets[last + 1]) - start <= GROUP_BYTES) last++;
    decodeGroup(data, bytes.subarray(start, Number(offsets[last])), first, last, texts);
    first = last;
  }
  return texts;
}

/** Reads the texts from `first` to `last`, which lie in these bytes. */
function decodeGroup(
  data: Data,
  bytes: Uint8Array,
  first: number,
  last: number,
  texts: string[],
): void {
  const { valueOffsets: offsets } = data;
  const start = Number(offsets[first]);
  const group = tryDecode(bytes);
  // One character per byte: all ASCII, so that offsets of bytes are offsets of characters.
  const isAscii = group?.length === bytes.byteLength;
  let position = 0;
  for (let index = first; index < last; index++) {
    const from = Number(offsets[index]) - start;
    const to = Number(offsets[index + 1]) - start;
    if (group === undefined) {
      // Bytes in place of a null may be anything.
      if (isValid(data, index)) texts[index] = decodeText(bytes.subarray(from, to));
      continue;
    }
    if (!isAscii && isCut(bytes, from, to) && isValid(data, index)) throw notUtf8();
    const next = position + (isAscii ? to - from : characters(bytes, from, to));
    texts[index] = group.slice(position, next);
    position = next;
  }
}

/** Reads one text of a table. A leading U+FEFF is kept. */
export function decodeText(bytes: Uint8Array): string {
  const text = tryDecode(bytes);
  if (text === undefined) throw notUtf8();
  return text;
}

function tryDecode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function notUtf8(): Error {
  return decodeError("a text of the table is not UTF-8");
}

/** Whether a part of UTF-8 begins or ends inside a character. */
function isCut(bytes: Uint8Array, from: number, to: number): boolean {
  return from < to && (isInside(bytes[from]) || isInside(bytes[to]));
}

function isInside(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
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
