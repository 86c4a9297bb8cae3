import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import type { Sha256 } from "./sha256.ts";

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

/** SHA-256 as 64 lower-case hex digits. Uses Web Crypto where the page is secure. */
export async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const { subtle } = globalThis.crypto ?? {};
  // Pages on plain HTTP have no Web Crypto, and it does not take shared memory.
  if (subtle === undefined || !isUnshared(bytes)) return bytesToHex(sha256(bytes));
  return bytesToHex(new Uint8Array(await subtle.digest("SHA-256", bytes)));
}

function isUnshared(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer;
}
