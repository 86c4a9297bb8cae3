import {
  base64Encode,
  base64EncodeInto,
  decodeUtf8,
  unsetBytes,
  utf8Bytes,
} from "@natsbridge/codecs";
import { base64Length } from "./plan.ts";

/** From this size on, in bytes, a part is written into the message by itself, and its text is made when it is asked for. */
const LARGE = 12_000;

/** A text, or what makes it when somebody reads it. */
export type LateText = string | (() => string);

/** A message put together from parts. */
export class MessageParts {
  /** Texts in UTF-8, and bytes that are written as base64. */
  readonly #parts: { readonly bytes: Uint8Array; readonly isBase64: boolean }[] = [];
  /** What was added since the last large part. */
  #recent = "";
  #length = 0;
  #message: Uint8Array | undefined;

  /** Adds text of any kind. */
  add(text: string): void {
    this.#recent += text;
  }

  /** Adds bytes as base64. Gives its text; a late one may be asked for when the message is finished. */
  addBase64(bytes: Uint8Array): LateText {
    if (bytes.byteLength < LARGE) {
      const text = base64Encode(bytes);
      this.add(text);
      return text;
    }
    this.#addRecent();
    const start = this.#length;
    this.#add(bytes, true);
    const end = this.#length;
    return () => decodeUtf8(this.finish().subarray(start, end));
  }

  /** The message in UTF-8, in one buffer of its exact length. Nothing can be added to it. */
  finish(): Uint8Array {
    if (this.#message) return this.#message;
    if (this.#parts.length === 0) {
      this.#message = utf8Bytes(this.#recent);
      return this.#message;
    }
    this.#addRecent();
    const message = unsetBytes(this.#length);
    let offset = 0;
    for (const { bytes, isBase64 } of this.#parts) {
      if (isBase64) base64EncodeInto(bytes, message, offset);
      else message.set(bytes, offset);
      offset += isBase64 ? base64Length(bytes.byteLength) : bytes.byteLength;
    }
    this.#parts.length = 0;
    this.#message = message;
    return message;
  }

  /** The message as text. */
  text(): LateText {
    return this.#length === 0 ? this.#recent : () => decodeUtf8(this.finish());
  }

  #addRecent(): void {
    this.#add(utf8Bytes(this.#recent), false);
    this.#recent = "";
  }

  #add(bytes: Uint8Array, isBase64: boolean): void {
    this.#parts.push({ bytes, isBase64 });
    this.#length += isBase64 ? base64Length(bytes.byteLength) : bytes.byteLength;
  }
}
