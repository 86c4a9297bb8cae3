import { expect, test } from "vitest";
import { numberTicks, timeTicks } from "./axis-ticks.ts";

const texts = (ticks: readonly { readonly text: string }[]) => ticks.map(({ text }) => text);

test.each([
  [0, 1_999, ["0", "500", "1,000", "1,500"]],
  [-1, 1, ["-1.0", "-0.5", "0.0", "0.5", "1.0"]],
  [0.001, 0.0034, ["0.001", "0.002", "0.003"]],
  [5, 5, ["5"]],
  [
    1e12,
    3e12,
    ["1000000000000", "1500000000000", "2000000000000", "2500000000000", "3000000000000"],
  ],
])("numbers from %d to %d", (least, most, expected) => {
  expect(texts(numberTicks(least, most, 4))).toEqual(expected);
});

const at = (text: string) => Date.parse(`${text}Z`);

test.each([
  ["2026-01-01T00:00", "2026-01-01T00:33:19", ["00:00", "00:10", "00:20", "00:30"]],
  [
    "2026-01-01T23:00",
    "2026-01-02T02:00",
    ["01-01 23:00", "01-02 00:00", "01-02 01:00", "01-02 02:00"],
  ],
  [
    "2026-01-01T12:00",
    "2026-01-05T12:00",
    ["2026-01-02", "2026-01-03", "2026-01-04", "2026-01-05"],
  ],
  ["2026-01-01T00:00:01", "2026-01-01T00:00:04", ["00:00:01", "00:00:02", "00:00:03", "00:00:04"]],
])("times from %s to %s", (least, most, expected) => {
  expect(texts(timeTicks(at(least), at(most), 4))).toEqual(expected);
});

test("marks stand where their value is", () => {
  expect(numberTicks(0, 200, 4)).toEqual([
    { at: 0, text: "0" },
    { at: 0.25, text: "50" },
    { at: 0.5, text: "100" },
    { at: 0.75, text: "150" },
    { at: 1, text: "200" },
  ]);
});
