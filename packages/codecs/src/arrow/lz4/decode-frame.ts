import { decodeError } from "../../errors.ts";
import { atOnce, type Steps } from "../../in-turns.ts";
import { decodeBlock } from "./decode-block.ts";

const MAGIC = 0x184d2204;
const UNCOMPRESSED = 0x80000000;
/** LZ4 cannot do better than one byte for 255. */
const MAX_RATIO = 255;
/** Largest block of a frame in bytes, by the number in its header. */
const BLOCK_BYTES = new Map([
  [4, 1 << 16],
  [5, 1 << 18],
  [6, 1 << 20],
  [7, 1 << 22],
]);

/** As {@link lz4Steps}, at once. */
export function decodeLz4Frame(frame: Uint8Array, bytes: number): Uint8Array {
  return atOnce(lz4Steps(frame, bytes));
}

/**
 * Decompresses an LZ4 frame of exactly so many bytes: linked blocks, block checksums, with or without the content
 * size. Checksums are stepped over, not checked: the checksum of the payload covers the same bytes. Can be left off
 * after each block, which has 4 MiB at most.
 */
export function* lz4Steps(frame: Uint8Array, bytes: number): Steps<Uint8Array> {
  if (bytes > frame.byteLength * MAX_RATIO) {
    throw decodeError(`an LZ4 frame of ${frame.byteLength} bytes cannot hold ${bytes}`);
  }
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.byteLength < 11 || view.getUint32(0, true) !== MAGIC) throw decodeError("no LZ4 frame");
  const flags = view.getUint8(4);
  if (flags >> 6 !== 1) throw decodeError(`version ${flags >> 6} of LZ4 frames is not read`);
  const hasBlockChecksums = (flags & 0x10) !== 0;
  const hasContentSize = (flags & 0x08) !== 0;
  const hasDictionaryId = (flags & 0x01) !== 0;
  const maxBlock = BLOCK_BYTES.get((view.getUint8(5) >> 4) & 7);
  if (maxBlock === undefined) throw decodeError("an LZ4 frame has blocks of no known size");

  const target = new Uint8Array(bytes);
  let written = 0;
  let at = 7 + (hasContentSize ? 8 : 0) + (hasDictionaryId ? 4 : 0);
  for (;;) {
    if (at + 4 > frame.byteLength) throw decodeError("an LZ4 frame is cut off");
    const size = view.getUint32(at, true);
    if (size === 0) break;
    const blockBytes = size & ~UNCOMPRESSED;
    const start = at + 4;
    const end = start + blockBytes;
    if (end > frame.byteLength) throw decodeError("an LZ4 frame is cut off");
    if (size & UNCOMPRESSED) {
      if (written + blockBytes > bytes) throw decodeError("an LZ4 frame is longer than it says");
      target.set(frame.subarray(start, end), written);
      written += blockBytes;
    } else {
      const blockEnd = Math.min(bytes, written + maxBlock);
      written = decodeBlock(frame, start, end, target.subarray(0, blockEnd), written);
    }
    yield;
    at = end + (hasBlockChecksums ? 4 : 0);
  }
  if (written !== bytes) throw decodeError(`an LZ4 frame has ${written} bytes instead of ${bytes}`);
  return target;
}
