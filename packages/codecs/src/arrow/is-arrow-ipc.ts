const FILE_MAGIC = [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31];
const CONTINUATION = [0xff, 0xff, 0xff, 0xff];

/** Whether bytes begin as an Arrow IPC file (`ARROW1`). */
export function isArrowFile(bytes: Uint8Array): boolean {
  return startsWith(bytes, FILE_MAGIC);
}

/** Whether bytes begin as Arrow IPC, file or stream. Nothing more of them is looked at. */
export function isArrowIpc(bytes: Uint8Array): boolean {
  return isArrowFile(bytes) || startsWith(bytes, CONTINUATION);
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}
