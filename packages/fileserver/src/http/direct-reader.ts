const DIRECT = Symbol("what the stream reads from");

/** Reads a stream chunk by chunk. */
export interface ChunkReader {
  /** Whether nobody else holds the memory of the chunks, as it is with those that the runtime itself makes. */
  readonly isOwned: boolean;
  /** The next chunk; undefined at the end. */
  read(): Promise<Uint8Array | undefined>;
  cancel(reason?: unknown): Promise<void>;
}

/**
 * The stream around a reader. Nothing is read before it is asked for; `directReader` goes past the stream, because each
 * one costs every chunk turns of its own.
 */
export function readerStream(reader: ChunkReader): ReadableStream<Uint8Array> {
  const { read, cancel } = reader;
  const pull = async (target: ReadableStreamDefaultController<Uint8Array>) => {
    const chunk = await read();
    if (chunk === undefined) target.close();
    else target.enqueue(chunk);
  };
  const stream = new ReadableStream<Uint8Array>({ pull, cancel }, { highWaterMark: 0 });
  return Object.defineProperty(stream, DIRECT, { value: reader });
}

/** What to read in place of a stream that nobody has read yet; `isOwned` is said of chunks of the stream itself. */
export function directReader(stream: ReadableStream<Uint8Array>, isOwned = false): ChunkReader {
  if (DIRECT in stream && !stream.locked) return stream[DIRECT] as ChunkReader;
  const reader = stream.getReader();
  return {
    isOwned,
    read: async () => (await reader.read()).value,
    cancel: (reason) => reader.cancel(reason),
  };
}
