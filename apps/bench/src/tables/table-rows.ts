/** A row of the smaller table: everything that tables hold, with nulls. */
export interface MixedRow {
  readonly id: number;
  readonly name: string;
  readonly city: string | null;
  readonly score: number;
  readonly big: bigint | null;
  readonly ok: boolean;
  readonly when: Date;
  readonly note: string | null;
}

/** A row of the longer table. */
export interface NarrowRow {
  readonly id: number;
  readonly value: number;
}

export function narrowRows(length: number): NarrowRow[] {
  return Array.from({ length }, (_, id) => ({ id, value: id * 1.5 + 0.25 }));
}

/** Rows of eight columns of different kinds. */
export function mixedRows(length: number): MixedRow[] {
  return Array.from({ length }, (_, id) => ({
    id,
    name: `name ${id}`,
    city: id % 7 === 0 ? null : `Köln ${id % 100}`,
    score: id * 0.25,
    big: id % 3 === 0 ? null : BigInt(id) * 2n ** 33n,
    ok: id % 2 === 0,
    when: new Date(1_600_000_000_000 + id * 1000),
    note: id % 5 === 0 ? null : `a note that is somewhat longer, number ${id}`,
  }));
}
