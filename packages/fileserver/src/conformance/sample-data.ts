import type { Download } from "../store/file-server.ts";

/** Bytes in which no two neighbouring blocks are alike, different for each seed. */
export function sampleBytes(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

/** What happens to a {@link sampleStream}. */
export interface SampleStreamOptions {
  /** Fails with this error once the bytes are read. */
  readonly failure?: Error;
  /** Waits for ever once the bytes are read. */
  readonly isEndless?: boolean;
  readonly onCancel?: () => void;
}

/** The bytes as a stream of chunks of 40,000. */
export function sampleStream(
  bytes: Uint8Array,
  { failure, isEndless = false, onCancel }: SampleStreamOptions = {},
): ReadableStream<Uint8Array> {
  let position = 0;
  return new ReadableStream<Uint8Array>(
    {
      pull(target) {
        if (position < bytes.length) {
          target.enqueue(bytes.slice(position, position + 40_000));
          position += 40_000;
          return undefined;
        }
        if (isEndless) return new Promise<void>(() => undefined);
        if (failure === undefined) target.close();
        else target.error(failure);
        return undefined;
      },
      cancel: () => onCancel?.(),
    },
    { highWaterMark: 0 },
  );
}

/** Everything that a download gives. */
export async function readDownload({ body }: Download): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (const reader = body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
  }
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}
