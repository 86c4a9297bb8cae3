/** Writes well-formed text as UTF-8. */
export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Bytes to be written over completely: what they hold at first is anything. */
export function unsetBytes(length: number): Uint8Array {
  return new Uint8Array(length);
}

/** The same bytes, searched by the machine's own means. */
export function searchable(bytes: Uint8Array): Uint8Array {
  return bytes;
}
