import { expect, test } from "vitest";
import { ColumnCounter } from "./column-summary.ts";
import { tableCells } from "./table-cells.ts";

test("a column is summed up: gaps, different values, and the range of numbers", () => {
  const { columns, length } = tableCells([
    { size: 1, name: "a" },
    { size: 4, name: "b" },
    { size: null, name: "a" },
  ]);
  const summaries = columns.map((column) => {
    const counter = new ColumnCounter(column);
    for (let row = 0; row < length; row += 1) counter.add(row);
    return counter.summary();
  });
  expect(summaries).toEqual([
    { nulls: 1, distinct: 2, range: { least: 1, most: 4, mean: 2.5 } },
    { nulls: 0, distinct: 2 },
  ]);
});

test("times in JSON are times, from the first to the last", () => {
  const { columns, length } = tableCells([{ at: "2026-01-02T00:00:00Z" }, { at: "2026-01-01" }]);
  const [column = expect.fail("no column")] = columns;
  const counter = new ColumnCounter(column);
  for (let row = 0; row < length; row += 1) counter.add(row);
  expect(column.type).toBe("time");
  const [first, last] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)];
  expect(counter.summary().range).toEqual({ least: first, most: last, mean: (first + last) / 2 });
});

test("of very many different values it is only said that there are many", () => {
  const { columns, length } = tableCells(Array.from({ length: 2_000 }, (_, id) => ({ id })));
  const counter = new ColumnCounter(columns[0] ?? expect.fail("no column"));
  for (let row = 0; row < length; row += 1) counter.add(row);
  expect(counter.summary().distinct).toBeUndefined();
});
