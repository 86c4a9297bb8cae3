/** Writes well-formed text as UTF-8. */
export function utf8Bytes(text: string): Uint8Array {
  // Small ones share a pool, which costs a third of a buffer of their own.
  const { buffer, byteOffset, byteLength } = Buffer.from(text);
  return new Uint8Array(buffer, byteOffset, byteLength);
}
