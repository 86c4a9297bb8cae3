import { openByobReader } from "#byob-reader";
import { directReader } from "./direct-reader.ts";
import { isOwned, releaseChunk } from "./owned-chunks.ts";

/** Reads a stream chunk by chunk. */
export interface ChunkReader {
  /** Whether a chunk is the reader's to keep or to transfer. */
  readonly isOwned: boolean;
  /** The next chunk; undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
  cancel(reason?: unknown): Promise<void>;
}

/** Room for the next chunk, where there is one buffer for all of them. */
const BUFFER = 512 * 1024;

/** With `isCopied` a chunk is good only until the next read, and all may come in the same buffer. */
export function chunkReader(stream: ReadableStream<Uint8Array>, isCopied: boolean): ChunkReader {
  const filling = isCopied ? openByobReader(stream) : undefined;
  if (filling !== undefined) return fillingReader(filling);
  const reader = directReader(stream);
  if (!isCopied || !isOwned(stream)) return { isOwned: false, ...reader };
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
