import { foreignText } from "@natsbridge/schema/base";
import { describeValue, wayOut } from "../../describe-value.ts";
import { invalidPayload } from "../../errors.ts";
import { isListLike } from "../../what-counts.ts";

/** Flattened lists: the items of list `i` are those from `offsets[i]` to `offsets[i + 1]`. */
export interface FlatLists {
  readonly offsets: Float64Array;
  readonly items: Cells;
}

/** The values of one column, wherever they lie: in an array, or as one key of many objects. */
export class Cells {
  readonly length: number;
  /** How messages call the column: `a.b[]`. */
  readonly name: string;
  readonly #holders: ArrayLike<unknown>;
  readonly #key: string | undefined;
  readonly #mustBeOwn: boolean;
  readonly #rowOf: (index: number) => number;
  #lists: FlatLists | undefined;
  #values: ArrayLike<unknown> | undefined;

  constructor(
    holders: ArrayLike<unknown>,
    name: string,
    key?: string,
    rowOf: (index: number) => number = (index) => index,
  ) {
    this.length = holders.length;
    this.name = name;
    this.#holders = holders;
    this.#key = key;
    // A column named "toString" must not find the method where a row lacks the key.
    this.#mustBeOwn = key !== undefined && key in Object.prototype;
    this.#rowOf = rowOf;
  }

  /** A value; null where there is none. */
  at(index: number): unknown {
    const holder = this.#holders[index];
    if (this.#key === undefined) return holder ?? null;
    if (holder === null || holder === undefined) return null;
    if (this.#mustBeOwn && !Object.hasOwn(holder, this.#key)) return null;
    return (holder as Record<string, unknown>)[this.#key] ?? null;
  }

  /** The values as a list of their own. */
  values(): ArrayLike<unknown> {
    if (this.#key === undefined) return this.#holders;
    this.#values ??= Array.from({ length: this.length }, (_, index) => this.at(index));
    return this.#values;
  }

  /** The values, each replaced. */
  map(convert: (value: unknown, index: number) => unknown): Cells {
    const values = Array.from({ length: this.length }, (_, index) =>
      convert(this.at(index), index),
    );
    return new Cells(values, this.name, undefined, this.#rowOf);
  }

  /** One key of the values, which are objects. */
  member(key: string): Cells {
    return new Cells(this.values(), `${this.name}.${key}`, key, this.#rowOf);
  }

  /** The items of the values, which are arrays or null. */
  flatten(): FlatLists {
    if (this.#lists !== undefined) return this.#lists;
    const offsets = new Float64Array(this.length + 1);
    const flat: unknown[] = [];
    for (let index = 0; index < this.length; index++) {
      const list = this.at(index);
      if (isListLike(list)) for (let item = 0; item < list.length; item++) flat.push(list[item]);
      offsets[index + 1] = flat.length;
    }
    const rowOf = (item: number) => this.#rowOf(listOf(offsets, item));
    this.#lists = { offsets, items: new Cells(flat, `${this.name}[]`, undefined, rowOf) };
    return this.#lists;
  }

  /** Row of the table, from 0, that a value belongs to. */
  rowOf(index: number): number {
    return this.#rowOf(index);
  }

  /** The error for a value that its column cannot hold. */
  refusal(index: number, expected: string, came: unknown = this.at(index)): Error {
    return invalidPayload(
      `column "${foreignText(this.name)}", row ${this.rowOf(index)}: expected ${expected}, got ${describeValue(came)}${wayOut(came)}`,
    );
  }
}

/** Index of the list that an item belongs to. */
function listOf(offsets: Float64Array, item: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) <= item) low = middle;
    else high = middle;
  }
  return low;
}
