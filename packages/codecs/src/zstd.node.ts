import { zstdCompressSync, zstdDecompress, zstdDecompressSync } from "node:zlib";
import { messageOf } from "@natsbridge/schema/base";
import { decodeError } from "./errors.ts";
import { readZstdHeader } from "./zstd-header.ts";

/** Up to here a thread would cost more than it saves, and less than a millisecond is waited for. */
const SMALL_BYTES = 1 << 19;

/** Room behind what is expected: a buffer that is filled to the last byte makes the library ask for another. */
const SPARE_BYTES = 64;

/** Decompresses a ZSTD frame of exactly so many bytes: a large one beside the event loop. */
export async function decodeZstd(frame: Uint8Array, bytes: number): Promise<Uint8Array> {
  const { contentBytes = bytes } = readZstdHeader(frame);
  if (contentBytes !== bytes) throw wrongSize(contentBytes, bytes);
  let decoded: Uint8Array;
  try {
    decoded = await decompress(frame, bytes);
  } catch (error) {
    throw decodeError(`a ZSTD frame of ${bytes} bytes is damaged: ${messageOf(error)}`, error);
  }
  if (decoded.byteLength !== bytes) throw wrongSize(decoded.byteLength, bytes);
  return decoded;
}

async function decompress(frame: Uint8Array, bytes: number): Promise<Uint8Array> {
  const maxOutputLength = Math.max(bytes, 1);
  if (Math.max(bytes, frame.byteLength) <= SMALL_BYTES) {
    return zstdDecompressSync(frame, { maxOutputLength });
  }
  // Into one buffer: putting many together would hold the event loop after all.
  const options = { maxOutputLength, chunkSize: bytes + SPARE_BYTES };
  return new Promise((resolve, reject) => {
    zstdDecompress(frame, options, (error, decoded) =>
      error === null ? resolve(decoded) : reject(error),
    );
  });
}

function wrongSize(came: number, expected: number): Error {
  return decodeError(`a ZSTD frame has ${came} bytes instead of ${expected}`);
}

/** Compresses into one ZSTD frame that says how long its content is. */
export function encodeZstd(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { pledgedSrcSize: bytes.byteLength });
}
