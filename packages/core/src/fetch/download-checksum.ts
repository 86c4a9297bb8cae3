import type { DownloadBytesOptions } from "@natsbridge/fileserver";

/** SHA-256 of a download into memory. */
export interface DownloadChecksum extends Pick<DownloadBytesOptions, "onChunk" | "openCollector"> {
  /** The digest of the complete bytes, 64 lower-case hex digits. */
  digestHex(bytes: Uint8Array): Promise<string>;
  /** Ends what still works. */
  close?(): void;
}
