/** None in Node, where chunks are collected soon enough, and reading into buffers would only copy them once more. */
export function openByobReader(
  _stream: ReadableStream<Uint8Array>,
): ReadableStreamBYOBReader | undefined {
  return undefined;
}
