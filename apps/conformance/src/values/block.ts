/** Bytes of one block; a prime, so that repetitions never line up with buffers. */
export const BLOCK_BYTES = 65_521;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Pseudo-random bytes (xorshift32) that every peer makes alike. `seed` is a whole number of 32 bits, not 0. */
export function block(seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(BLOCK_BYTES);
  let x = seed >>> 0;
  for (let at = 0; at < BLOCK_BYTES; at++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    bytes[at] = x & 255;
  }
  return bytes;
}

/** The block of a seed as letters of the URL-safe base64 alphabet. */
export function letters(seed: number): string {
  return Array.from(block(seed), (byte) => ALPHABET.charAt(byte & 63)).join("");
}
