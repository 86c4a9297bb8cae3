import { expect, test } from "vitest";
import { chartLine } from "./chart-points.ts";

test("few values are all drawn, gaps are left out", () => {
  const values = [2, null, 6, 4];
  expect(chartLine(4, (row) => values[row])).toEqual({
    points: [
      [0, 0],
      [2 / 3, 1],
      [1, 0.5],
    ],
    least: 2,
    most: 6,
  });
});

test("of a million values a thousand points are left, and the one peak among them", () => {
  const line = chartLine(1_000_000, (row) => (row === 654_321 ? 99 : row % 2));
  expect(line?.points.length).toBeLessThanOrEqual(1_000);
  expect([line?.least, line?.most]).toEqual([0, 99]);
});

test("what holds no two numbers has no line", () => {
  expect(chartLine(3, () => null)).toBeUndefined();
  expect(chartLine(1, () => 5)).toBeUndefined();
});
