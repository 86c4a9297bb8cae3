/** A message put together from parts, as text and as bytes, encoding each part once. */
export class MessageParts {
  /** The parts joined; the engine does not copy them before somebody reads the text. */
  text = "";
  readonly #parts: (Uint8Array | string)[] = [];
  readonly #encoder = new TextEncoder();

  /** Adds text of any kind. */
  add(text: string): void {
    this.text += text;
    this.#parts.push(this.#encoder.encode(text));
  }

  /** Adds text that is known to be ASCII, such as base64: it goes into the bytes without a copy between. */
  addAscii(text: string): void {
    this.text += text;
    this.#parts.push(text);
  }

  /** The message in UTF-8, in one buffer of its exact length. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of this.#parts) {
      if (typeof part === "string") this.#encoder.encodeInto(part, bytes.subarray(offset));
      else bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }
}
