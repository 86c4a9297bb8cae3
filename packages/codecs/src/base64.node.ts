import { Buffer } from "node:buffer";
import { bareBase64, base64Error, paddingLength } from "./base64-text.ts";

const BEYOND_LATIN1 = /[^\0-\xff]/;

/** Texts up to this size are cheap: larger ones cost more memory than time to write. A multiple of 3, in bytes. */
const CHUNK = 36 * 1024;

/** The same for what is read: a multiple of 4, in characters. */
const TEXT_CHUNK = 48 * 1024;

/** Writes standard base64 with padding. */
export function base64Encode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** Writes standard base64 with padding, as ASCII, into `target` from `offset` on. */
export function base64EncodeInto(bytes: Uint8Array, target: Uint8Array, offset: number): void {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const into = Buffer.from(target.buffer, target.byteOffset, target.byteLength);
  let to = offset;
  for (let at = 0; at < source.length; at += CHUNK) {
    to += into.write(source.toString("base64", at, at + CHUNK), to, "latin1");
  }
}

/**
 * Reads base64: white space is skipped, padding is missing or completes a group of four, the URL-safe alphabet is read.
 *
 * @throws NatsBridgeError `decode_error` for any other character and for an impossible length.
 */
export function base64Decode(text: string): Uint8Array<ArrayBuffer> {
  // The decoder cuts characters beyond 8 bits down to 8. This test costs nothing on a one-byte string.
  if (BEYOND_LATIN1.test(text)) throw base64Error(bareBase64(text));
  // It skips what it does not know, so only the full length proves that all was read.
  const bytes = Buffer.from(text, "base64");
  if (bytes.byteLength === decodedLength(text.length, paddingLength(text))) return plain(bytes);
  const bare = bareBase64(text);
  const rest = Buffer.from(bare, "base64");
  if (rest.byteLength !== decodedLength(bare.length, 0)) throw base64Error(bare);
  return plain(rest);
}

/**
 * Reads base64 that is written in bytes, where it is in its plain form: nothing but the alphabet, and padding that may
 * be missing. Undefined for anything else.
 */
export function base64DecodeBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = source.toString("latin1", Math.max(0, source.length - 3));
  const length = decodedLength(source.length, paddingLength(end));
  if (length < 0) return undefined;
  const decoded = Buffer.allocUnsafe(length);
  let written = 0;
  for (let at = 0; at < source.length; at += TEXT_CHUNK) {
    const text = source.toString("latin1", at, at + TEXT_CHUNK);
    const expected = decodedLength(text.length, paddingLength(text));
    // It skips what it does not know: only the full length proves that all was read.
    if (decoded.write(text, written, "base64") !== expected) return undefined;
    written += expected;
  }
  return written === length ? plain(decoded) : undefined;
}

/** Bytes that characters stand for if all are base64; -1 where no base64 has that length or that padding. */
function decodedLength(length: number, padding: number): number {
  const characters = length - padding;
  if (characters % 4 === 1 || (padding > 0 && length % 4 !== 0)) return -1;
  return Math.floor((characters * 3) / 4);
}

function plain(bytes: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
