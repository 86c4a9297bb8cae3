import { utf8Bytes } from "@natsbridge/codecs";

/** From this length on, in characters, a part is written into the message by itself, without a copy of the whole text. */
const LARGE = 16_384;

/** A message put together from parts, as text and as bytes, encoding each part once. */
export class MessageParts {
  /** The parts joined; the engine does not copy them before somebody reads the text. */
  text = "";
  /** What was joined since the last large part. */
  #recent = "";
  readonly #parts: (Uint8Array | string)[] = [];

  /** Adds text of any kind. */
  add(text: string): void {
    this.text += text;
    this.#recent += text;
  }

  /** Adds text that is known to be ASCII, such as base64: it goes into the bytes without a copy between. */
  addAscii(text: string): void {
    if (text.length < LARGE) this.add(text);
    else {
      this.text += text;
      this.#parts.push(utf8Bytes(this.#recent), text);
      this.#recent = "";
    }
  }

  /** The message in UTF-8, in one buffer of its exact length. */
  toBytes(): Uint8Array {
    const last = utf8Bytes(this.#recent);
    if (this.#parts.length === 0) return last;
    this.#parts.push(last);
    const bytes = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    const encoder = new TextEncoder();
    let offset = 0;
    for (const part of this.#parts) {
      if (typeof part === "string") encoder.encodeInto(part, bytes.subarray(offset));
      else bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }
}
