import { decodeError } from "./errors.ts";

/** What the header of a ZSTD frame says. */
export interface ZstdHeader {
  /** Undefined where the frame does not say. */
  readonly contentBytes: number | undefined;
  readonly windowBytes: number;
  /** Where the first block begins. */
  readonly headerBytes: number;
}

const MAGIC = 0xfd2fb528;
const DICTIONARY_ID_BYTES = [0, 1, 2, 4];

/** Reads the header of a ZSTD frame (RFC 8878, 3.1.1.1). */
export function readZstdHeader(frame: Uint8Array): ZstdHeader {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.byteLength < 9 || view.getUint32(0, true) !== MAGIC) throw decodeError("no ZSTD frame");
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeAt = 5 + (isSingleSegment ? 0 : 1) + (DICTIONARY_ID_BYTES[descriptor & 3] ?? 0);
  if (sizeAt + (1 << sizeFlag) > frame.byteLength) throw decodeError("a ZSTD frame is cut off");
  const contentBytes = contentSize(view, sizeAt, sizeFlag, isSingleSegment);
  // Without a flag only a single segment says its size, in one byte.
  const sizeBytes = sizeFlag === 0 ? Number(isSingleSegment) : 1 << sizeFlag;
  const headerBytes = sizeAt + sizeBytes;
  if (isSingleSegment) return { contentBytes, windowBytes: contentBytes ?? 0, headerBytes };
  const window = view.getUint8(5);
  const base = 2 ** (10 + (window >> 3));
  return { contentBytes, windowBytes: base + (base / 8) * (window & 7), headerBytes };
}

function contentSize(
  view: DataView,
  at: number,
  flag: number,
  isSingleSegment: boolean,
): number | undefined {
  if (flag === 0) return isSingleSegment ? view.getUint8(at) : undefined;
  if (flag === 1) return view.getUint16(at, true) + 256;
  return flag === 2 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}
