import { readerStream } from "../http/direct-reader.ts";
import { downloadChunks } from "./download-chunks.ts";
import type { OpenDownload, ReadOptions } from "./read-options.ts";

/**
 * Reads a file as a stream, with attempts as in `BackoffOptions`. Nothing is requested before the first read, and no
 * more than is read. A broken download goes on where it stopped; where the store can only start anew, the bytes already
 * given out are skipped. Whoever reads the stream compares the checksum at its end.
 *
 * The stream errors with the errors of `downloadBytes`. A wrong length or a changed file that shows after bytes have
 * been given out is `checksum_mismatch` at once. Cancel the stream to end the transfer.
 *
 * @throws NatsBridgeError `invalid_config`, or `link_too_large` when `size` alone is over `max_bytes`.
 */
export function downloadStream(
  open: OpenDownload,
  options: ReadOptions = {},
): ReadableStream<Uint8Array> {
  const { read, close } = downloadChunks(open, options);
  return readerStream({ isOwned: false, read, cancel: async (reason) => close(reason) });
}
