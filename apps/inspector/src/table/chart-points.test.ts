import { expect, test } from "vitest";
import { chartLine } from "./chart-points.ts";

const gap = Number.NaN;
const row = (index: number) => index;

test("few values are all drawn, gaps are left out", () => {
  const values = [2, gap, 6, 4];
  expect(chartLine(4, (index) => values[index] ?? gap, row)).toEqual({
    points: [
      [0, 0],
      [2 / 3, 1],
      [1, 0.5],
    ],
    across: { least: 0, most: 3 },
    up: { least: 2, most: 6 },
  });
});

test("values stand at their time, whatever the order of the rows", () => {
  const times = [4_000, 1_000, gap, 2_000];
  expect(
    chartLine(
      4,
      (index) => index,
      (index) => times[index] ?? gap,
    ),
  ).toEqual({
    points: [
      [0, 1 / 3],
      [1 / 3, 1],
      [1, 0],
    ],
    across: { least: 1_000, most: 4_000 },
    up: { least: 0, most: 3 },
  });
});

test("of a million values a thousand points are left, and the one peak among them", () => {
  const line = chartLine(1_000_000, (index) => (index === 654_321 ? 99 : index % 2), row);
  expect(line?.points.length).toBeLessThanOrEqual(1_000);
  expect(line?.up).toEqual({ least: 0, most: 99 });
});

test("a column of one value runs through the middle", () => {
  expect(chartLine(2, () => 7, row)?.points).toEqual([
    [0, 0.5],
    [1, 0.5],
  ]);
});

test("what holds no two numbers has no line", () => {
  expect(chartLine(3, () => gap, row)).toBeUndefined();
  expect(chartLine(1, () => 5, row)).toBeUndefined();
});
