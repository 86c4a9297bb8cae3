import { expect, test } from "vitest";
import { densityOf } from "./density.ts";

test("messages between two marks are spread over the time between them", () => {
  const marks = [
    { seq: 1, time: 0 },
    { seq: 102, time: 1_000 },
    { seq: 1_103, time: 2_000 },
  ];
  expect(densityOf(marks, 4)).toEqual([
    { from: 0, to: 500, count: 51 },
    { from: 500, to: 1_000, count: 50 },
    { from: 1_000, to: 1_500, count: 501 },
    { from: 1_500, to: 2_000, count: 501 },
  ]);
});

test("of few messages each lies in its own bar", () => {
  const marks = [0, 10, 995, 1_000].map((time, index) => ({ seq: index + 1, time }));
  expect(densityOf(marks, 4).map(({ count }) => count)).toEqual([2, 0, 0, 2]);
});

test("messages of one moment lie in one bar, and one moment alone has no picture", () => {
  const marks = [
    { seq: 1, time: 0 },
    { seq: 11, time: 0 },
    { seq: 12, time: 100 },
  ];
  expect(densityOf(marks, 2).map(({ count }) => count)).toEqual([11, 1]);
  expect(densityOf([{ seq: 5, time: 7 }], 10)).toEqual([]);
  expect(densityOf([], 10)).toEqual([]);
});
