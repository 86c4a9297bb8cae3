const DIRECT = Symbol("what the stream reads from");

/** What a stream reads from: the next chunk, `undefined` at the end. */
export interface DirectReader {
  read(): Promise<Uint8Array | undefined>;
  cancel(reason?: unknown): Promise<void>;
}

/** Lets a reader go past the stream around `reader`: each stream costs every chunk turns of its own. */
export function attachReader(
  stream: ReadableStream<Uint8Array>,
  reader: DirectReader,
): ReadableStream<Uint8Array> {
  return Object.defineProperty(stream, DIRECT, { value: reader });
}

/** What to read in place of a stream that nobody has read yet. */
export function directReader(stream: ReadableStream<Uint8Array>): DirectReader {
  if (DIRECT in stream && !stream.locked) return stream[DIRECT] as DirectReader;
  const reader = stream.getReader();
  return {
    read: async () => (await reader.read()).value,
    cancel: (reason) => reader.cancel(reason),
  };
}
