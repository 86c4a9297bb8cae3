import { createHash, hash } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Sha256 } from "./sha256.ts";

/** How much is hashed before others get their turn: some 2 ms. */
const SLICE = 4 * 1024 * 1024;

/** Starts a SHA-256 that is fed piece by piece, without keeping the pieces. */
export function createSha256(): Sha256 {
  const sha256 = createHash("sha256");
  return {
    update: (chunk) => {
      sha256.update(chunk);
    },
    digestHex: () => sha256.digest("hex"),
  };
}

/** Up to so many bytes {@link sha256HexSync} takes less time than waiting for a promise is worth. */
export const SYNC_BYTES: number = 1024 * 1024;

/** SHA-256 as 64 lower-case hex digits, at once: for up to {@link SYNC_BYTES}. */
export function sha256HexSync(bytes: Uint8Array): string {
  return hash("sha256", bytes);
}

/** SHA-256 as 64 lower-case hex digits. Of large values in slices, so that others get their turn. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  if (bytes.byteLength <= SLICE) return sha256HexSync(bytes);
  const sha256 = createHash("sha256");
  for (let start = 0; start < bytes.byteLength; start += SLICE) {
    if (start > 0) await nextTurn();
    sha256.update(bytes.subarray(start, start + SLICE));
  }
  return sha256.digest("hex");
}
