import { messageOf } from "@natsbridge/schema/base";
import { utf8Bytes } from "#bytes";
import { decodeError, invalidPayload } from "./errors.ts";

/** Keeps nothing from one text to the next. */
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads UTF-8. A leading U+FEFF is kept.
 *
 * @throws NatsBridgeError `decode_error` where the bytes are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return STRICT.decode(bytes);
  } catch (error) {
    throw decodeError(`${bytes.byteLength} bytes are not UTF-8 text: ${messageOf(error)}`, error);
  }
}

/**
 * Writes UTF-8.
 *
 * @throws NatsBridgeError `invalid_payload` for a lone surrogate, which UTF-8 cannot hold.
 */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  if (!text.isWellFormed()) {
    throw invalidPayload(
      `the text has a lone surrogate at character ${loneSurrogateIndex(text)}, which UTF-8 cannot hold; send it as "binary" or call toWellFormed() on it`,
    );
  }
  return utf8Bytes(text);
}

/** Index of the first surrogate without its partner, or -1. */
function loneSurrogateIndex(text: string): number {
  return text.search(/\p{Surrogate}/u);
}
