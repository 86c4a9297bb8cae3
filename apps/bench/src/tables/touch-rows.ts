import type { MixedRow, NarrowRow } from "./table-rows.ts";

/** Looks at every value of every row, as an application does. */
export function touchNarrow(rows: readonly NarrowRow[]): number {
  let sum = 0;
  for (const row of rows) sum += row.id + row.value;
  return sum;
}

/** Looks at every value of every row, as an application does. Gives how many are not null. */
export function touchMixed(rows: readonly MixedRow[]): number {
  let count = 0;
  for (const { id, name, city, score, big, ok, when, note } of rows) {
    count += id + score > 0 && ok ? 1 : 0;
    count += name.length > 0 && when !== null ? 1 : 0;
    count += (city === null ? 0 : 1) + (big === null ? 0 : 1) + (note === null ? 0 : 1);
  }
  return count;
}
