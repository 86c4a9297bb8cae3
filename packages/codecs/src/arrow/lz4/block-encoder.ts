const MIN_MATCH = 4;
/** The last bytes of a block are always literals, and no match begins in the last twelve. */
const LAST_LITERALS = 5;
const MATCH_LIMIT = 12;
const MAX_DISTANCE = 0xffff;
const HASH_BITS = 14;

/** Compresses LZ4 blocks, the fast way: one guess per position, longer steps where nothing repeats. */
export class BlockEncoder {
  /** Position + 1 of the last four bytes of each hash. */
  readonly #table = new Int32Array(1 << HASH_BITS);
  #target: Uint8Array = new Uint8Array(0);
  #write = 0;

  /** Compresses a block into the target; undefined where that does not become shorter than the target. */
  encode(source: Uint8Array, target: Uint8Array): number | undefined {
    this.#table.fill(0);
    this.#target = target;
    this.#write = 0;
    const limit = source.length - MATCH_LIMIT;
    const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
    let anchor = 0;
    let at = 0;
    let misses = 0;
    while (at <= limit) {
      const sequence = view.getUint32(at, true);
      const hash = Math.imul(sequence, 0x9e3779b1) >>> (32 - HASH_BITS);
      const candidate = (this.#table[hash] ?? 0) - 1;
      this.#table[hash] = at + 1;
      const isMatch =
        candidate >= 0 &&
        at - candidate <= MAX_DISTANCE &&
        view.getUint32(candidate, true) === sequence;
      if (!isMatch) {
        at += 1 + (misses++ >> 6);
        continue;
      }
      misses = 0;
      const end = matchEnd(source, candidate + MIN_MATCH, at + MIN_MATCH);
      const distance = at - candidate;
      if (!this.#sequence(source, anchor, at, distance, end - at - MIN_MATCH)) return undefined;
      at = end;
      anchor = end;
    }
    return this.#literals(source, anchor, source.length, 0) ? this.#write : undefined;
  }

  /** Writes literals, then a match. False where there is no room. */
  #sequence(source: Uint8Array, from: number, to: number, distance: number, more: number): boolean {
    if (!this.#literals(source, from, to, Math.min(more, 15))) return false;
    if (this.#write + 2 > this.#target.length) return false;
    this.#target[this.#write++] = distance & 0xff;
    this.#target[this.#write++] = distance >> 8;
    return more < 15 || this.#length(more - 15);
  }

  /** Writes a token and the literals that belong to it. */
  #literals(source: Uint8Array, from: number, to: number, low: number): boolean {
    const count = to - from;
    // Room for the token, the length and the literals.
    if (this.#write + count + count / 255 + 2 > this.#target.length) return false;
    this.#target[this.#write++] = (Math.min(count, 15) << 4) | low;
    if (count >= 15) this.#length(count - 15);
    this.#target.set(source.subarray(from, to), this.#write);
    this.#write += count;
    return true;
  }

  #length(rest: number): boolean {
    let left = rest;
    for (; left >= 255; left -= 255) this.#target[this.#write++] = 255;
    this.#target[this.#write++] = left;
    return this.#write <= this.#target.length;
  }
}

/** Where two runs of equal bytes end, short of the last literals. */
function matchEnd(source: Uint8Array, left: number, right: number): number {
  const limit = source.length - LAST_LITERALS;
  let back = left;
  let at = right;
  while (at < limit && source[back] === source[at]) {
    back++;
    at++;
  }
  return at;
}
