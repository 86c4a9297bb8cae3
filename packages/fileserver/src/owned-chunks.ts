const OWNED = Symbol("chunks belong to whoever reads them");

/** Says that nobody else holds the memory of this stream's chunks, as it is with those that the runtime itself makes. */
export function markOwned(stream: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  return Object.defineProperty(stream, OWNED, { value: true });
}

/** Whether a chunk's memory may be given back once the chunk is copied. */
export function isOwned(stream: ReadableStream<Uint8Array>): boolean {
  return OWNED in stream;
}

/**
 * Gives the memory of a chunk back at once, unless whoever got it has taken it. Left to the garbage collector, tens of megabytes pile up in a download, and
 * each chunk comes in cold memory.
 */
export function releaseChunk(chunk: Uint8Array): void {
  const { buffer } = chunk;
  if (!(buffer instanceof ArrayBuffer) || buffer.detached) return;
  if (buffer.byteLength === chunk.byteLength) buffer.transfer(0);
}
