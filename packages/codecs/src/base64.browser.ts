import { bareBase64, base64Error } from "./base64-text.ts";

/** Engines of 2025 and later have these; older ones go through `btoa` and `atob`. */
interface NativeBase64 {
  readonly fromBase64?: (
    text: string,
    options: { alphabet: "base64" | "base64url" },
  ) => Uint8Array<ArrayBuffer>;
}

const CHUNK = 0x8000;

/** Writes standard base64 with padding. */
export function base64Encode(bytes: Uint8Array): string {
  if ("toBase64" in bytes && typeof bytes.toBase64 === "function") return String(bytes.toBase64());
  // A multiple of 3 bytes per chunk keeps padding out of the middle.
  const step = CHUNK * 3;
  let text = "";
  for (let start = 0; start < bytes.byteLength; start += step) {
    let binary = "";
    const end = Math.min(start + step, bytes.byteLength);
    for (let at = start; at < end; at += CHUNK) {
      binary += String.fromCharCode(...bytes.subarray(at, Math.min(at + CHUNK, end)));
    }
    text += btoa(binary);
  }
  return text;
}

/** Writes standard base64 with padding, as ASCII, into `target` from `offset` on. */
export function base64EncodeInto(bytes: Uint8Array, target: Uint8Array, offset: number): void {
  new TextEncoder().encodeInto(base64Encode(bytes), target.subarray(offset));
}

/**
 * Reads base64: white space is skipped, padding is missing or completes a group of four, the URL-safe alphabet is read.
 *
 * @throws NatsBridgeError `decode_error` for any other character and for an impossible length.
 */
export function base64Decode(text: string): Uint8Array<ArrayBuffer> {
  const native: NativeBase64 = Uint8Array;
  try {
    return native.fromBase64 ? native.fromBase64(text, { alphabet: "base64" }) : viaAtob(text);
  } catch {
    return rare(text, native);
  }
}

/**
 * Reads base64 that is written in bytes, where it is in its plain form: nothing but the alphabet, and padding that may
 * be missing. Undefined for anything else.
 */
export function base64DecodeBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const text = new TextDecoder().decode(bytes);
  return /[^A-Za-z0-9+/=_-]/.test(text) ? undefined : decodedOrNothing(text);
}

function decodedOrNothing(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return base64Decode(text);
  } catch {
    return undefined;
  }
}

/** What the engine's own reader refuses: padding left out, the URL-safe alphabet, and real faults. */
function rare(text: string, native: NativeBase64): Uint8Array<ArrayBuffer> {
  const bare = bareBase64(text);
  const standard = bare.replaceAll("-", "+").replaceAll("_", "/");
  try {
    return native.fromBase64
      ? native.fromBase64(standard, { alphabet: "base64" })
      : viaAtob(standard);
  } catch {
    throw base64Error(bare);
  }
}

function viaAtob(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index);
  return bytes;
}
