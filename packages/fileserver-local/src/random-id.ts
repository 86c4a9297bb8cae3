import { randomBytes } from "node:crypto";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** A random id of letters and digits, as Plik's: 16 for uploads and files, 32 for tokens. */
export function randomId(length: number): string {
  let id = "";
  while (id.length < length) {
    for (const byte of randomBytes(length)) {
      // Bytes from 248 on would favour the first letters.
      if (byte < 248 && id.length < length) id += ALPHABET[byte % 62];
    }
  }
  return id;
}

/** Whether a part of a request's path can be an id; only such parts ever reach the file system. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z0-9]{16}$/.test(text);
}
