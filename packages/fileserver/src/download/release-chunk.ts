/**
 * Gives the memory of a chunk back at once, unless whoever got it has taken it. Left to the garbage collector, tens of
 * megabytes pile up in a download, and each chunk comes in cold memory.
 */
export function releaseChunk(chunk: Uint8Array): void {
  const { buffer } = chunk;
  if (!(buffer instanceof ArrayBuffer) || buffer.detached) return;
  if (buffer.byteLength === chunk.byteLength) buffer.transfer(0);
}
