import type { TableColumn } from "./table-cells.ts";

/** What all cells of a column come to. */
export interface ColumnSummary {
  readonly nulls: number;
  /** Different values; undefined where there are more than are counted. */
  readonly distinct: number | undefined;
  /** Of numbers, or of times in ms. */
  readonly range?: { readonly least: number; readonly most: number; readonly mean: number };
}

/** Different values that are counted. */
const MOST_DISTINCT = 1_000;

/** Sums up a column, cell by cell. */
export class ColumnCounter {
  readonly #column: TableColumn;
  readonly #values = new Set<unknown>();
  #nulls = 0;
  #count = 0;
  #sum = 0;
  #least = Number.POSITIVE_INFINITY;
  #most = Number.NEGATIVE_INFINITY;

  constructor(column: TableColumn) {
    this.#column = column;
  }

  add(row: number): void {
    const value = this.#column.value(row);
    if (value === null) {
      this.#nulls += 1;
      return;
    }
    if (this.#values.size <= MOST_DISTINCT) {
      this.#values.add(typeof value === "object" ? this.#column.text(row) : value);
    }
    if (!this.#column.isNumeric && !this.#column.isTime) return;
    const number = this.#column.number(row);
    if (Number.isNaN(number)) return;
    this.#count += 1;
    this.#sum += number;
    this.#least = Math.min(this.#least, number);
    this.#most = Math.max(this.#most, number);
  }

  summary(): ColumnSummary {
    const distinct = this.#values.size > MOST_DISTINCT ? undefined : this.#values.size;
    if (this.#count === 0) return { nulls: this.#nulls, distinct };
    const range = { least: this.#least, most: this.#most, mean: this.#sum / this.#count };
    return { nulls: this.#nulls, distinct, range };
  }
}
