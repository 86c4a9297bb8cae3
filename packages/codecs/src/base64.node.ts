import { Buffer } from "node:buffer";
import { bareBase64, base64Error } from "./base64-text.ts";

const BEYOND_LATIN1 = /[^\0-\xff]/;

/** Writes standard base64 with padding. */
export function base64Encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/**
 * Reads base64: white space is skipped, padding may be missing, the URL-safe alphabet is read.
 *
 * @throws NatsBridgeError `decode_error` for any other character and for an impossible length.
 */
export function base64Decode(text: string): Uint8Array {
  // The decoder cuts characters beyond 8 bits down to 8. This test costs nothing on a one-byte string.
  if (BEYOND_LATIN1.test(text)) throw base64Error(bareBase64(text));
  // It skips what it does not know, so only the full length proves that all was read.
  const bytes = Buffer.from(text, "base64");
  if (bytes.byteLength === decodedLength(text.length - paddingLength(text))) return plain(bytes);
  const bare = bareBase64(text);
  const rest = Buffer.from(bare, "base64");
  if (rest.byteLength !== decodedLength(bare.length)) throw base64Error(bare);
  return plain(rest);
}

/**
 * Reads base64 that is written in bytes, where it is in its plain form: nothing but the alphabet, and padding that may
 * be missing. Undefined for anything else.
 */
export function base64DecodeBytes(bytes: Uint8Array): Uint8Array | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  const decoded = Buffer.from(text, "base64");
  const isPlain = decoded.byteLength === decodedLength(text.length - paddingLength(text));
  return isPlain ? plain(decoded) : undefined;
}

/** Bytes that so many characters stand for; -1 where no base64 has that length. */
function decodedLength(characters: number): number {
  return characters % 4 === 1 ? -1 : Math.floor((characters * 3) / 4);
}

function paddingLength(text: string): number {
  return text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
}

function plain(bytes: Buffer): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
