import { damaged } from "./damaged.ts";
import type { Decompress } from "./decompress.ts";
import type { FlatTable } from "./flat-table.ts";

/** Length and number of nulls of one column of a batch. */
export interface FieldNode {
  readonly length: number;
  /** -1 where the writer did not count them. */
  readonly nullCount: number;
}

/** From so many rows on there must be bytes for them: a column of nulls has none and may claim any number. */
const FREE_ROWS = 1 << 22;
/** In place of a number of nulls: the bitmap has to be counted. */
const UNKNOWN = -1;
/** In place of a length: this buffer was left uncompressed. */
const RAW = -1n;

/** Hands out the nodes and buffers of a record batch one by one, checked and decompressed. */
export class BatchCursor {
  readonly length: number;
  /** Bytes handed out so far. */
  bytes = 0;
  readonly #body: Uint8Array;
  readonly #nodes: readonly number[];
  readonly #buffers: readonly number[];
  readonly #variadicCounts: readonly number[];
  readonly #decompress: Decompress | undefined;
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  constructor(batch: FlatTable, body: Uint8Array, decompress: Decompress | undefined) {
    this.length = batch.int64(0);
    this.#body = body;
    this.#nodes = batch.int64s(1, 2, UNKNOWN);
    this.#buffers = batch.int64s(2, 2);
    this.#variadicCounts = batch.int64s(4);
    this.#decompress = decompress;
  }

  nextNode(): FieldNode {
    const length = this.#nodes[this.#node++];
    const nullCount = this.#nodes[this.#node++];
    if (length === undefined || nullCount === undefined) {
      throw damaged("a batch has fewer columns than the schema");
    }
    if (nullCount > length || length < 0 || length > 0x7fffffff) {
      throw damaged(`a column claims ${nullCount} nulls in ${length} rows`);
    }
    return { length, nullCount };
  }

  /** The next buffer, refused if it has fewer bytes than needed. */
  nextBuffer(neededBytes: number): Uint8Array {
    const offset = this.#buffers[this.#buffer++];
    const length = this.#buffers[this.#buffer++];
    if (offset === undefined || length === undefined) {
      throw damaged("a batch has fewer buffers than its columns need");
    }
    if (offset + length > this.#body.byteLength) throw damaged("a buffer lies outside its batch");
    const stored = this.#body.subarray(offset, offset + length);
    const buffer =
      this.#decompress && length > 0 ? decompressBuffer(stored, this.#decompress) : stored;
    if (buffer.byteLength < neededBytes) {
      throw damaged(`a buffer has ${buffer.byteLength} bytes where ${neededBytes} are needed`);
    }
    this.bytes += buffer.byteLength;
    return buffer;
  }

  /** Refuses lengths that nothing stands behind. To be asked after the buffers were handed out. */
  checkLength(length: number): void {
    if (length > Math.max(FREE_ROWS, this.bytes * 8)) {
      throw damaged(`${length} rows are claimed and there are no bytes for them`);
    }
  }

  nextVariadicCount(): number {
    const count = this.#variadicCounts[this.#variadic++] ?? 0;
    if (count > this.#buffers.length) throw damaged("a column claims more buffers than there are");
    return count;
  }
}

function decompressBuffer(stored: Uint8Array, decompress: Decompress): Uint8Array {
  if (stored.byteLength === 0) return stored;
  if (stored.byteLength < 8) throw damaged("a compressed buffer has no length");
  const view = new DataView(stored.buffer, stored.byteOffset, 8);
  const claimed = view.getBigInt64(0, true);
  const frame = stored.subarray(8);
  if (claimed === RAW) return frame;
  // Arrow Java writes nothing behind a length of 0.
  if (claimed === 0n && frame.byteLength === 0) return frame;
  if (claimed < 0n || claimed > 0x7fffffffn) {
    throw damaged(`a compressed buffer claims ${claimed} bytes`);
  }
  return decompress(frame, Number(claimed));
}
