/** Writes well-formed text as UTF-8. */
export function utf8Bytes(text: string): Uint8Array<ArrayBuffer> {
  // Small ones share a pool, which costs a third of a buffer of their own.
  return plain(Buffer.from(text));
}

/** Bytes to be written over completely: what they hold at first is anything. */
export function unsetBytes(length: number): Uint8Array<ArrayBuffer> {
  return plain(Buffer.allocUnsafe(length));
}

/** The same bytes, searched by the machine's own means. */
export function searchable(bytes: Uint8Array): Uint8Array {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function plain({ buffer, byteOffset, byteLength }: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
