import { DownloadReader } from "./download-reader.ts";
import { type OpenDownload, type ReadOptions, resolveReadOptions } from "./read-options.ts";

/** A file that is read chunk by chunk. */
export interface DownloadChunks {
  /** The next chunk, never empty; undefined at the end. Rejects as the stream of `downloadStream` errors. */
  read(): Promise<Uint8Array | undefined>;
  /** Ends the transfer, whether or not it is at its end. */
  close(reason?: unknown): void;
}

/**
 * What `downloadStream` reads from, for whoever makes a stream of their own of it: one stream around another would cost
 * every chunk a turn more. Nothing is requested before the first read.
 *
 * @throws NatsBridgeError `invalid_config`, or `link_too_large` when `size` alone is over `max_bytes`.
 */
export function downloadChunks(open: OpenDownload, options: ReadOptions = {}): DownloadChunks {
  const resolved = resolveReadOptions(options);
  let reader: DownloadReader | undefined;
  return {
    read() {
      reader ??= new DownloadReader(open, resolved, false);
      return reader.read();
    },
    close: (reason) => reader?.close(reason),
  };
}
