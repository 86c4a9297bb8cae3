import { parseJson } from "@natsbridge/codecs";

/** A cell of a table made of text. */
export type Cell = string | number | bigint | boolean | null;

const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const BOOLEAN = /^(true|false)$/;

/**
 * Gives the cells of a text table their types, column by column: numbers where every cell of the column is one as JSON
 * writes it (so `007` stays text, and an integer beyond 2^53 stays exact), booleans where all are `true` or `false`,
 * else text. An empty cell is null in a column of numbers or booleans, and empty text in one of text.
 */
export function typeColumns(
  names: readonly string[],
  rows: readonly (readonly string[])[],
): Record<string, Cell>[] {
  const read = names.map((_, column) => readerOf(rows.map((row) => row[column] ?? "")));
  return rows.map((row) =>
    Object.fromEntries(
      names.map((name, column) => [name, (read[column] ?? String)(row[column] ?? "")]),
    ),
  );
}

function readerOf(cells: readonly string[]): (cell: string) => Cell {
  const filled = cells.filter((cell) => cell !== "");
  if (filled.length === 0) return (cell) => cell;
  if (filled.every((cell) => NUMBER.test(cell))) {
    return (cell) => (cell === "" ? null : (parseJson(cell) as number | bigint));
  }
  if (filled.every((cell) => BOOLEAN.test(cell))) {
    return (cell) => (cell === "" ? null : cell === "true");
  }
  return (cell) => cell;
}
