import { NatsBridgeError } from "@natsbridge/schema/base";
import { interruptible } from "./interruptible.ts";

/** A value that delivers its bytes piece by piece. */
export interface StreamSource {
  readonly chunks: AsyncIterator<unknown>;
  /** Length in bytes where the value knows it. */
  readonly size: number | undefined;
}

/**
 * Recognizes `Blob` (files too), `ReadableStream`, Node `Readable` and any async iterable; undefined for all else.
 * A source that stalls holds up neither an abort nor its own end.
 */
export function streamSource(
  value: unknown,
  signal: AbortSignal | undefined,
): StreamSource | undefined {
  if (value instanceof Blob) {
    return { chunks: interruptible(readerChunks(value.stream()), signal), size: value.size };
  }
  if (value instanceof ReadableStream) {
    return { chunks: interruptible(readerChunks(value), signal), size: undefined };
  }
  if (!isAsyncIterable(value)) return undefined;
  return { chunks: interruptible(iterableChunks(value), signal), size: undefined };
}

/** Whether a value is iterated with `for await`. */
export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Not every browser iterates a stream by itself. */
function readerChunks(stream: ReadableStream<unknown>): AsyncIterator<unknown> {
  const reader = stream.getReader();
  return {
    next: async () => {
      const { done, value } = await reader.read();
      return done ? { done, value: undefined } : { done, value };
    },
    return: async () => {
      await reader.cancel();
      return { done: true, value: undefined };
    },
  };
}

function iterableChunks(
  iterable: AsyncIterable<unknown> & { readonly destroy?: unknown },
): AsyncIterator<unknown> {
  const inner = iterable[Symbol.asyncIterator]();
  return {
    next: () => inner.next(),
    return: async () => {
      // The iterator of a Node stream ends only after the chunk it waits for, unless the stream is destroyed.
      if (typeof iterable.destroy === "function") iterable.destroy();
      await inner.return?.();
      return { done: true, value: undefined };
    },
  };
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
