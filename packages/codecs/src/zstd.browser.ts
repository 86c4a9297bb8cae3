import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import { decompress } from "fzstd";
import { decodeError } from "./errors.ts";
import { readZstdHeader } from "./zstd-header.ts";

/** As in the ZSTD tools: frames that need more memory at once are refused. */
const MAX_WINDOW_BYTES = 1 << 27;

/** Decompresses a ZSTD frame of exactly so many bytes. */
export function decodeZstd(frame: Uint8Array, bytes: number): Uint8Array {
  const { contentBytes, windowBytes } = readZstdHeader(frame);
  if ((contentBytes ?? bytes) !== bytes) {
    throw decodeError(`a ZSTD frame has ${contentBytes} bytes instead of ${bytes}`);
  }
  if (contentBytes === undefined && windowBytes > MAX_WINDOW_BYTES) {
    throw decodeError(`a ZSTD frame needs a window of ${windowBytes} bytes`);
  }
  let decoded: Uint8Array;
  try {
    decoded = decompress(frame);
  } catch (error) {
    throw decodeError(`a ZSTD frame of ${bytes} bytes is damaged: ${messageOf(error)}`, error);
  }
  if (decoded.byteLength !== bytes) {
    throw decodeError(`a ZSTD frame has ${decoded.byteLength} bytes instead of ${bytes}`);
  }
  return decoded;
}

/** There is no ZSTD compressor for browsers. */
export function encodeZstd(): Uint8Array {
  throw new NatsBridgeError({
    code: "unsupported",
    message: 'arrow_compression "zstd" is not available in a browser; use "lz4"',
  });
}
