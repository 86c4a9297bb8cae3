import { sha256Hex } from "@natsbridge/codecs";
import type { DownloadChecksum } from "./download-checksum.ts";

/** Web Crypto hashes the whole at once, in its own thread, and many times faster than JavaScript could piece by piece. */
export function createDownloadChecksum(): DownloadChecksum {
  return { digestHex: sha256Hex };
}
