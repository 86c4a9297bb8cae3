import { decodeUtf8 } from "../../utf8.ts";
import { damaged } from "./damaged.ts";

/**
 * A flatbuffer, Arrow's format of metadata, that trusts no offset or length in it. (The reader inside
 * apache-arrow follows them unchecked and can be led to loop for minutes.)
 */
export class FlatBuffer {
  readonly view: DataView;
  readonly #bytes: Uint8Array;
  /** Parts may point to the same place; what is read in total must still fit into the bytes. */
  #budget: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#budget = bytes.byteLength;
  }

  /** Position that the reference at a position points to. */
  follow(position: number): number {
    this.check(position, 4);
    const target = position + this.view.getUint32(position, true);
    this.check(target, 4);
    return target;
  }

  text(position: number): string {
    const start = this.follow(position);
    const length = this.view.getUint32(start, true);
    this.check(start + 4, length);
    this.spend(length);
    return decodeUtf8(this.#bytes.subarray(start + 4, start + 4 + length));
  }

  /** Position of the first of `length` elements, all inside the bytes. */
  vector(position: number, elementBytes: number): { start: number; length: number } {
    const start = this.follow(position);
    const length = this.view.getUint32(start, true);
    this.check(start + 4, length * elementBytes);
    this.spend(length * elementBytes);
    return { start: start + 4, length };
  }

  check(position: number, bytes: number): void {
    if (position < 0 || position + bytes > this.#bytes.byteLength) {
      throw damaged("its metadata points outside itself");
    }
  }

  spend(bytes: number): void {
    this.#budget -= bytes;
    if (this.#budget < 0) throw damaged("parts of its metadata overlap");
  }
}
