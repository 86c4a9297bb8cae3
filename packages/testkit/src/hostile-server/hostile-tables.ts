const ZSTD_MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);

/**
 * Arrow bytes whose columns all point to the first one's compressed buffer, made of a table of equal columns without
 * nulls that was compressed with zstd.
 */
export function shareBuffers(ipc: Uint8Array): Uint8Array {
  const bytes = Buffer.from(ipc);
  const first = bytes.indexOf(ZSTD_MAGIC);
  const step = bytes.indexOf(ZSTD_MAGIC, first + 1) - first;
  for (let at = 0; at + 16 <= first; at += 4) {
    const [offset, length] = [bytes.readBigInt64LE(at), Number(bytes.readBigInt64LE(at + 8))];
    const isBuffer = offset > 0 && offset % BigInt(step) === 0n && length > step - 8;
    if (isBuffer && length <= step) bytes.writeBigInt64LE(0n, at);
  }
  return bytes;
}

/** Bytes in which a number of 8 bytes is another wherever it stands, such as the number of rows. */
export function replaceNumber(given: Uint8Array, from: number, to: number): Uint8Array {
  const bytes = Buffer.from(given);
  const wanted = Buffer.alloc(8);
  wanted.writeBigInt64LE(BigInt(from));
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 8)) {
    bytes.writeBigInt64LE(BigInt(to), at);
  }
  return bytes;
}
