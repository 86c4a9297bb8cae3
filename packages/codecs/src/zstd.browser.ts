import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import { Decompress } from "fzstd";
import { decodeError } from "./errors.ts";
import { type Steps, Turns } from "./in-turns.ts";
import { readZstdHeader } from "./zstd-header.ts";

/** As in the ZSTD tools: frames that need more memory at once are refused. */
const MAX_WINDOW_BYTES = 1 << 27;

/** Most that one block gives; some of which are decompressed before the page gets its turn. */
const MAX_BLOCK_BYTES = 1 << 17;
const BLOCKS_AT_ONCE = 16;
const BLOCK_HEADER_BYTES = 3;
/** A block of this type is one byte, repeated. */
const REPEATED = 1;

/** Decompresses a ZSTD frame of exactly so many bytes. */
export function decodeZstd(
  frame: Uint8Array,
  bytes: number,
  turns: Turns = new Turns(),
): Promise<Uint8Array> {
  return turns.run(zstdSteps(frame, bytes));
}

function* zstdSteps(frame: Uint8Array, bytes: number): Steps<Uint8Array> {
  const { contentBytes, windowBytes, headerBytes } = readZstdHeader(frame);
  if ((contentBytes ?? bytes) !== bytes) throw wrongSize(contentBytes, bytes);
  if (contentBytes === undefined && windowBytes > MAX_WINDOW_BYTES) {
    throw decodeError(`a ZSTD frame needs a window of ${windowBytes} bytes`);
  }
  const decoded = new Uint8Array(bytes);
  let written = 0;
  try {
    const decompressor = new Decompress((chunk) => {
      if (written + chunk.byteLength > bytes) throw wrongSize(written + chunk.byteLength, bytes);
      decoded.set(chunk, written);
      written += chunk.byteLength;
    });
    for (const { from, to, isLast } of groupsOfBlocks(frame, headerBytes)) {
      decompressor.push(frame.subarray(from, to), isLast);
      yield;
    }
  } catch (error) {
    if (NatsBridgeError.isInstance(error)) throw error;
    throw decodeError(`a ZSTD frame of ${bytes} bytes is damaged: ${messageOf(error)}`, error);
  }
  if (written !== bytes) throw wrongSize(written, bytes);
  return decoded;
}

/** Cuts a frame between its blocks: a few bytes may be many when they are decompressed. */
function* groupsOfBlocks(frame: Uint8Array, firstBlock: number) {
  let from = 0;
  let blocks = 0;
  for (let at = firstBlock; ; ) {
    if (at + BLOCK_HEADER_BYTES > frame.byteLength) throw decodeError("a ZSTD frame is cut off");
    const header = (frame[at] ?? 0) | ((frame[at + 1] ?? 0) << 8) | ((frame[at + 2] ?? 0) << 16);
    const size = header >> 3;
    if (size > MAX_BLOCK_BYTES) throw decodeError(`a ZSTD block has ${size} bytes`);
    at += BLOCK_HEADER_BYTES + (((header >> 1) & 3) === REPEATED ? 1 : size);
    blocks++;
    if ((header & 1) === 1) break;
    if (blocks < BLOCKS_AT_ONCE) continue;
    yield { from, to: at, isLast: false };
    from = at;
    blocks = 0;
  }
  yield { from, to: frame.byteLength, isLast: true };
}

function wrongSize(came: number | undefined, expected: number): Error {
  return decodeError(`a ZSTD frame has ${came} bytes instead of ${expected}`);
}

/** There is no ZSTD compressor for browsers. */
export function encodeZstd(): Uint8Array {
  throw new NatsBridgeError({
    code: "unsupported",
    message: 'arrow_compression "zstd" is not available in a browser; use "lz4"',
  });
}
