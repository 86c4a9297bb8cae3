import { BlockEncoder } from "./block-encoder.ts";

/** Magic, version 1 with independent blocks of at most 4 MiB, and the checksum of these two bytes. */
const HEADER = Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73);
const BLOCK_BYTES = 1 << 22;
const UNCOMPRESSED = 0x8000_0000;

/** Compresses into one LZ4 frame. */
export function encodeLz4Frame(bytes: Uint8Array): Uint8Array {
  const blocks = Math.ceil(bytes.byteLength / BLOCK_BYTES);
  // No block becomes longer: one that cannot be compressed is stored as it is.
  const target = new Uint8Array(HEADER.byteLength + bytes.byteLength + blocks * 4 + 4);
  const view = new DataView(target.buffer);
  const encoder = new BlockEncoder();
  target.set(HEADER);
  let at = HEADER.byteLength;
  for (let start = 0; start < bytes.byteLength; start += BLOCK_BYTES) {
    const block = bytes.subarray(start, start + BLOCK_BYTES);
    const size = encoder.encode(block, target.subarray(at + 4, at + 4 + block.byteLength));
    if (size === undefined) target.set(block, at + 4);
    view.setUint32(at, size ?? (block.byteLength | UNCOMPRESSED) >>> 0, true);
    at += 4 + (size ?? block.byteLength);
  }
  // A length of 0 ends the frame.
  return target.subarray(0, at + 4);
}
