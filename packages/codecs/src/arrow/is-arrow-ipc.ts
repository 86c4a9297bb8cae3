const FILE_MAGIC = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31];
const CONTINUATION = [0xff, 0xff, 0xff, 0xff];

/** Whether bytes begin as an Arrow IPC file (`ARROW1`). */
export function isArrowFile(bytes: Uint8Array): boolean {
  return startsWith(bytes, FILE_MAGIC);
}

/** Whether bytes begin as Arrow IPC, file or stream. Nothing more of them is looked at. */
export function isArrowIpc(bytes: Uint8Array): boolean {
  return isArrowFile(bytes) || startsWith(bytes, CONTINUATION) || isOldStream(bytes);
}

/**
 * A stream of before version 0.15 of Arrow begins with the length of its schema, a multiple of 8 less the 4 bytes of the
 * length: no text does, since two of these bytes are zero.
 */
function isOldStream(bytes: Uint8Array): boolean {
  const [low = 0, high = 0, zero, zeroToo] = bytes;
  const length = low + high * 256;
  return zero === 0 && zeroToo === 0 && length % 8 === 4 && length + 4 <= bytes.byteLength;
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
