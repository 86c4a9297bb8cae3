import { nextTurn } from "@natsbridge/schema/base";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Sha256 } from "./sha256.ts";
import { isSharedBuffer } from "./what-counts.ts";

/** Starts a SHA-256 that is fed piece by piece, without keeping the pieces. */
export function createSha256(): Sha256 {
  const hash = sha256.create();
  return {
    update: (chunk) => {
      hash.update(chunk);
    },
    digestHex: () => bytesToHex(hash.digest()),
  };
}

/** Web Crypto copies what it hashes, so it gets no more than this at once. */
const LARGEST_COPY = 32 * 1024 * 1024;

/** How much is hashed before the page gets its turn: some 20 ms. */
const SLICE = 4 * 1024 * 1024;

/** Up to so many bytes {@link sha256HexSync} is as quick as Web Crypto, which hashes in another thread. */
export const SYNC_BYTES: number = 4 * 1024;

/** SHA-256 as 64 lower-case hex digits, at once: for up to {@link SYNC_BYTES}. */
export function sha256HexSync(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** SHA-256 as 64 lower-case hex digits. Uses Web Crypto where the page is secure. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  // Pages on plain HTTP have no Web Crypto, and it does not take shared memory.
  if (subtle !== undefined && bytes.byteLength <= LARGEST_COPY && isUnshared(bytes)) {
    return bytesToHex(new Uint8Array(await subtle.digest("SHA-256", bytes)));
  }
  const hash = sha256.create();
  for (let start = 0; start < bytes.byteLength; start += SLICE) {
    if (start > 0) await nextTurn();
    hash.update(bytes.subarray(start, start + SLICE));
  }
  return bytesToHex(hash.digest());
}

function isUnshared(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return !isSharedBuffer(bytes.buffer);
}
