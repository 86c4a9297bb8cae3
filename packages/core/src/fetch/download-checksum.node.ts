import { createSha256, sha256Hex } from "@natsbridge/codecs";
import { nodeVersion } from "@natsbridge/schema/base";
import type { DownloadChecksum } from "./download-checksum.ts";
import { Sha256Thread } from "./sha256-thread.node.ts";

/** From this size on, in bytes, a thread of its own is worth the 30 ms in which it starts. */
const THREAD_SIZE = 64 * 1024 * 1024;

/** Hashes while the network works: in a thread of its own, or while each piece is still in the processor's cache. */
export function createDownloadChecksum(size = 0): DownloadChecksum {
  // Threads may be forbidden (`--permission`); Deno's stop answering in the middle of a file.
  const isAllowed = nodeVersion() !== undefined && process.permission?.has("worker") !== false;
  const isThreaded = size >= THREAD_SIZE && isAllowed;
  return isThreaded ? threadedChecksum() : inlineChecksum();
}

function threadedChecksum(): DownloadChecksum {
  let thread: Sha256Thread | undefined;
  return {
    openCollector(memory) {
      thread?.close();
      thread = new Sha256Thread(memory);
      return thread;
    },
    digestHex: async (bytes) => thread?.digestHex() ?? sha256Hex(bytes),
    close: () => thread?.close(),
  };
}

function inlineChecksum(): DownloadChecksum {
  let hash = createSha256();
  return {
    onChunk(chunk, position) {
      if (position === 0) hash = createSha256();
      hash.update(chunk);
    },
    digestHex: async () => hash.digestHex(),
  };
}
