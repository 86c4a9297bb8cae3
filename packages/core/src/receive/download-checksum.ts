/** SHA-256 of a download. */
export interface DownloadChecksum {
  /** Takes each piece as it arrives, and its position; 0 begins anew. Absent where hashing waits for the whole. */
  readonly onChunk?: (chunk: Uint8Array, position: number) => void;
  /** The digest of the complete bytes, 64 lower-case hex digits. */
  digestHex(bytes: Uint8Array): Promise<string>;
}
