import { createSha256 } from "@natsbridge/codecs";
import type { DownloadChecksum } from "./download-checksum.ts";

/** Hashes while the network works, and while each piece is still in the processor's cache. */
export function createDownloadChecksum(): DownloadChecksum {
  let hash = createSha256();
  return {
    onChunk(chunk, position) {
      if (position === 0) hash = createSha256();
      hash.update(chunk);
    },
    digestHex: async () => hash.digestHex(),
  };
}
