import type { DecodeBudget } from "../../decode-budget.ts";
import { damaged } from "./damaged.ts";
import type { FlatTable } from "./flat-table.ts";

/** Length and number of nulls of one column of a batch. */
export interface FieldNode {
  readonly length: number;
  /** -1 where the writer did not count them. */
  readonly nullCount: number;
}

/** What a row without bytes is counted as. */
const CELL_BYTES = 8;
/** In place of a number of nulls: the bitmap has to be counted. */
const UNKNOWN = -1;

/** Hands out the nodes and buffers of a record batch one by one, checked. */
export class BatchCursor {
  readonly length: number;
  readonly budget: DecodeBudget;
  /** Bytes handed out so far. */
  bytes = 0;
  readonly #nodes: readonly number[];
  readonly #buffers: readonly Uint8Array[];
  readonly #variadicCounts: readonly number[];
  #node = 0;
  #buffer = 0;
  #variadic = 0;

  /** @param buffers those of the batch, decompressed. */
  constructor(batch: FlatTable, buffers: readonly Uint8Array[], budget: DecodeBudget) {
    this.length = batch.int64(0);
    this.budget = budget;
    this.#nodes = batch.int64s(1, 2, UNKNOWN);
    this.#buffers = buffers;
    this.#variadicCounts = batch.int64s(4);
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
    const buffer = this.#buffers[this.#buffer++];
    if (buffer === undefined) throw damaged("a batch has fewer buffers than its columns need");
    if (buffer.byteLength < neededBytes) {
      throw damaged(`a buffer has ${buffer.byteLength} bytes where ${neededBytes} are needed`);
    }
    this.bytes += buffer.byteLength;
    return buffer;
  }

  /** Counts rows that nothing stands behind: none of the bytes after the first `bytesBefore` are theirs. */
  countRows(length: number, bytesBefore: number): void {
    if (this.bytes === bytesBefore) this.budget.spend(length * CELL_BYTES, "rows without bytes");
  }

  nextVariadicCount(): number {
    const count = this.#variadicCounts[this.#variadic++] ?? 0;
    if (count > this.#buffers.length) throw damaged("a column claims more buffers than there are");
    return count;
  }
}
