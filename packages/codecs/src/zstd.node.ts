import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { messageOf } from "@natsbridge/schema/base";
import { decodeError } from "./errors.ts";

/** Decompresses a ZSTD frame of exactly so many bytes. */
export function decodeZstd(frame: Uint8Array, bytes: number): Uint8Array {
  let decoded: Uint8Array;
  try {
    decoded = zstdDecompressSync(frame, { maxOutputLength: Math.max(bytes, 1) });
  } catch (error) {
    throw decodeError(`a ZSTD frame of ${bytes} bytes is damaged: ${messageOf(error)}`, error);
  }
  if (decoded.byteLength !== bytes) {
    throw decodeError(`a ZSTD frame has ${decoded.byteLength} bytes instead of ${bytes}`);
  }
  return decoded;
}

/** Compresses into one ZSTD frame that says how long its content is. */
export function encodeZstd(bytes: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, { pledgedSrcSize: bytes.byteLength });
}
