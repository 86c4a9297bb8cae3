import { openByobReader } from "#byob-reader";
import { type ChunkReader, directReader } from "../http/direct-reader.ts";
import { releaseChunk } from "./release-chunk.ts";

/** Room for the next chunk, where there is one buffer for all of them. */
const BUFFER = 512 * 1024;

/**
 * With `isCopied` a chunk is good only until the next read, and all may come in the same buffer; what is owned may then
 * be kept or transferred by whoever copies.
 */
export function chunkReader(stream: ReadableStream<Uint8Array>, isCopied: boolean): ChunkReader {
  const filling = isCopied ? openByobReader(stream) : undefined;
  if (filling !== undefined) return fillingReader(filling);
  const reader = directReader(stream);
  if (!isCopied || !reader.isOwned) return { ...reader, isOwned: false };
  let previous: Uint8Array | undefined;
  return {
    isOwned: true,
    async read() {
      if (previous !== undefined) releaseChunk(previous);
      previous = await reader.read();
      return previous;
    },
    cancel: reader.cancel,
  };
}

/** Reads all chunks into one buffer. */
function fillingReader(filling: ReadableStreamBYOBReader): ChunkReader {
  let buffer = new ArrayBuffer(BUFFER);
  return {
    isOwned: false,
    async read() {
      const { done, value } = await filling.read(new Uint8Array(buffer));
      if (value === undefined) return undefined;
      buffer = value.buffer;
      return done ? undefined : new Uint8Array(buffer, value.byteOffset, value.byteLength);
    },
    cancel: (reason) => filling.cancel(reason),
  };
}
