/** A SHA-256 that is fed piece by piece. */
export interface Sha256 {
  update(chunk: Uint8Array): void;
  /** Ends the hash: 64 lower-case hex digits. */
  digestHex(): string;
}
