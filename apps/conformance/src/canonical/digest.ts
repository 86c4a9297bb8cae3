import { createSha256, type Sha256 } from "@natsbridge/codecs";

const encoder = new TextEncoder();

/**
 * SHA-256 over a walk of a value in canonical form, so that big values are compared by 64 digits. See PROTOCOL.md.
 *
 * @throws TypeError for what canonical form cannot hold.
 */
export function canonicalDigest(value: unknown): string {
  const hash = createSha256();
  const pieces = new Pieces(hash);
  walk(value, pieces);
  pieces.flush();
  return hash.digestHex();
}

/** Gathers small pieces, so that the hash is not called for every one of them. */
export class Pieces {
  readonly #hash: Pick<Sha256, "update">;
  readonly #buffer = new Uint8Array(65_536);
  readonly #view = new DataView(this.#buffer.buffer);
  #filled = 0;

  constructor(hash: Pick<Sha256, "update">) {
    this.#hash = hash;
  }

  mark(letter: string): void {
    this.#reserve(1);
    this.#buffer[this.#filled++] = letter.charCodeAt(0);
  }

  count(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#filled, value);
    this.#filled += 4;
  }

  double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#filled, value);
    this.#filled += 8;
  }

  text(value: string): void {
    const bytes = encoder.encode(value);
    this.mark("s");
    this.count(bytes.length);
    if (bytes.length > 4096) {
      this.flush();
      this.#hash.update(bytes);
      return;
    }
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#filled);
    this.#filled += bytes.length;
  }

  flush(): void {
    if (this.#filled > 0) this.#hash.update(this.#buffer.slice(0, this.#filled));
    this.#filled = 0;
  }

  #reserve(bytes: number): void {
    if (this.#filled + bytes > this.#buffer.length) this.flush();
  }
}

/** Feeds the walk of a value. */
export function walk(value: unknown, pieces: Pieces): void {
  if (value === null) pieces.mark("n");
  else if (value === true) pieces.mark("t");
  else if (value === false) pieces.mark("f");
  else if (typeof value === "number") {
    pieces.mark("d");
    pieces.double(value);
  } else if (typeof value === "string") pieces.text(value);
  else if (Array.isArray(value)) {
    pieces.mark("a");
    pieces.count(value.length);
    for (const item of value) walk(item, pieces);
  } else if (typeof value === "object") {
    const members = Object.entries(value).sort(([one], [other]) => compareUtf8(one, other));
    pieces.mark("o");
    pieces.count(members.length);
    for (const [key, item] of members) {
      pieces.text(key);
      walk(item, pieces);
    }
  } else throw new TypeError(`canonical form holds no ${typeof value}`);
}

/** Order of the UTF-8 bytes, which differs from JavaScript's own order of UTF-16 units. */
function compareUtf8(one: string, other: string): number {
  const bytes = encoder.encode(one);
  const others = encoder.encode(other);
  const shorter = Math.min(bytes.length, others.length);
  for (let at = 0; at < shorter; at++) {
    const difference = (bytes[at] ?? 0) - (others[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return bytes.length - others.length;
}
