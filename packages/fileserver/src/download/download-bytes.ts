import { functionOption, NatsBridgeError, type OptionNames } from "@natsbridge/schema/base";
import { DownloadReader } from "./download-reader.ts";
import {
  type OpenDownload,
  READ_OPTIONS,
  type ReadOptions,
  type ResolvedReadOptions,
  resolveReadOptions,
} from "./read-options.ts";

/** Options of {@link downloadBytes}. */
export interface DownloadBytesOptions extends ReadOptions {
  /** Checks the complete bytes, such as by their checksum. When it throws `checksum_mismatch` the file is read anew. */
  readonly verify?: ((bytes: Uint8Array) => void | Promise<void>) | undefined;
  /**
   * Gets each piece as it arrives, and where it begins, so that hashing costs no second pass through memory and runs
   * while the network works. A piece is good only during the call. A file that is read anew begins at 0 again. Never
   * called for an empty file.
   */
  readonly onChunk?: ((chunk: Uint8Array, position: number) => void) | undefined;
  /**
   * Puts the pieces together elsewhere, such as in another thread, in memory that has exactly the file's size. Asked
   * when the first piece has come, and again when a file that was complete is read anew; not where the size is not
   * known or `max_bytes` sets no limit. Then nothing goes to `onChunk`.
   */
  readonly openCollector?: ((memory: Uint8Array<ArrayBuffer>) => BytesCollector) | undefined;
}

const KNOWN: OptionNames<DownloadBytesOptions> = {
  ...READ_OPTIONS,
  verify: true,
  onChunk: true,
  openCollector: true,
};

/** Puts a file together, see `openCollector`. */
export interface BytesCollector {
  /**
   * Takes a piece, and where it begins: pieces come in order, from 0 again when the file is read anew. What `isOwned`
   * may be kept or transferred; any other piece is good only until the promise resolves. Reading waits for it.
   */
  take(chunk: Uint8Array, position: number, isOwned: boolean): void | Promise<void>;
  /** The complete memory. */
  finish(): Promise<Uint8Array<ArrayBuffer>>;
}

/** Without `max_bytes`, no claim of a server reserves more than this before the bytes come. */
const MAX_TRUSTED_BYTES = 64 * 1024 * 1024;
const FIRST_CAPACITY = 64 * 1024;

/**
 * Reads a file into memory, each byte written once, with attempts as in `BackoffOptions`.
 *
 * - Network faults, time-outs, short, changed or corrupted bodies and retryable errors of the store are tried again;
 *   a broken download goes on where it stopped if the store can. Other errors end it at once.
 * - `onProgress` may go back when a file has to be read anew.
 *
 * @throws NatsBridgeError `link_unreachable` or `checksum_mismatch` after the last attempt, with the last fault as
 * `cause`; `link_gone`, with the first fault as `cause` when an attempt had failed before; `link_too_large`,
 * `link_refused`, `aborted`, `invalid_config`.
 */
export async function downloadBytes(
  open: OpenDownload,
  options: DownloadBytesOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const resolved = resolveReadOptions(options, KNOWN);
  functionOption("verify", options.verify);
  functionOption("onChunk", options.onChunk);
  functionOption("openCollector", options.openCollector);
  const reader = new DownloadReader(open, resolved, true);
  try {
    for (;;) {
      const bytes = await readAll(reader, resolved, options);
      try {
        await options.verify?.(bytes);
        return bytes;
      } catch (error) {
        if (!NatsBridgeError.isInstance(error)) throw error;
        await reader.retry(error);
      }
    }
  } finally {
    reader.close();
  }
}

async function readAll(
  reader: DownloadReader,
  options: ResolvedReadOptions,
  { onChunk, openCollector }: DownloadBytesOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  // Before the first byte where that can be: browsers that get a lot of memory look for garbage, and free none that
  // a download leaves meanwhile, which was up to the size of the file.
  const isKnown = openCollector === undefined && isTrusted(options.size, options);
  let bytes = resize(new Uint8Array(0), isKnown ? options.size : 0, options);
  let collector: BytesCollector | undefined;
  for (;;) {
    const chunk = await reader.read();
    if (chunk === undefined) break;
    const end = reader.position;
    const start = end - chunk.length;
    if (openCollector !== undefined && isTrusted(reader.size, options)) {
      collector ??= openCollector(resize(bytes, reader.size, options));
      await collector.take(chunk, start, reader.isOwned);
    } else {
      if (end > bytes.length) bytes = grow(bytes, end, reader.size, options);
      bytes.set(chunk, start);
      onChunk?.(chunk, start);
    }
  }
  if (collector !== undefined) return collector.finish();
  return bytes.length === reader.position ? bytes : resize(bytes, reader.position, options);
}

/** Whether memory for the whole file may be reserved: sizes over the limit are refused before the first byte. */
function isTrusted(size: number | undefined, { max_bytes }: ResolvedReadOptions): size is number {
  return size !== undefined && Number.isFinite(max_bytes);
}

/** Exactly the size known, as far as it is to be trusted; else twice as much, so that growing costs little. */
function grow(
  bytes: Uint8Array<ArrayBuffer>,
  needed: number,
  size: number | undefined,
  options: ResolvedReadOptions,
): Uint8Array<ArrayBuffer> {
  const doubled = Math.max(needed, bytes.length * 2);
  if (size === undefined) return resize(bytes, Math.max(doubled, FIRST_CAPACITY), options);
  const length = isTrusted(size, options)
    ? size
    : Math.min(size, Math.max(doubled, MAX_TRUSTED_BYTES));
  return resize(bytes, length, options);
}

function resize(
  bytes: Uint8Array<ArrayBuffer>,
  length: number,
  { label }: ResolvedReadOptions,
): Uint8Array<ArrayBuffer> {
  try {
    if (length < bytes.length) return new Uint8Array(bytes.buffer.transfer(length));
    // New memory comes zeroed by the system, page by page as it is written; `transfer` would write all of it at once.
    const resized = new Uint8Array(length);
    resized.set(bytes);
    return resized;
  } catch (error) {
    throw new NatsBridgeError({
      code: "link_too_large",
      message: `${label}: ${length} bytes do not fit into memory; read it as a stream`,
      cause: error,
    });
  }
}
