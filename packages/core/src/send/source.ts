import { NatsBridgeError } from "@natsbridge/schema";

/** A value that delivers its bytes piece by piece. */
export interface StreamSource {
  readonly chunks: AsyncIterable<unknown>;
  /** Length in bytes where the value knows it. */
  readonly size: number | undefined;
}

/** Recognizes `Blob` (files too), `ReadableStream`, Node `Readable` and any async iterable; undefined for all else. */
export function streamSource(value: unknown): StreamSource | undefined {
  if (value instanceof Blob) return { chunks: iterate(value.stream()), size: value.size };
  if (value instanceof ReadableStream) return { chunks: iterate(value), size: undefined };
  if (isAsyncIterable(value)) return { chunks: value, size: undefined };
  return undefined;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Not every browser iterates a stream by itself. */
async function* iterate(stream: ReadableStream<unknown>): AsyncGenerator<unknown> {
  const reader = stream.getReader();
  let isDone = false;
  try {
    while (true) {
      const { done, value } = await reader.read();
      isDone = done;
      if (done) return;
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined);
  }
}

/** The next piece of a source as bytes; undefined at its end. */
export async function nextChunk(iterator: AsyncIterator<unknown>): Promise<Uint8Array | undefined> {
  const { done, value } = await iterator.next();
  if (done) return undefined;
  if (value instanceof Uint8Array) return value;
  throw new NatsBridgeError({
    code: "invalid_payload",
    message: `expected a stream of Uint8Array, got a chunk of type ${typeof value}; read files and pipes without an encoding`,
  });
}
