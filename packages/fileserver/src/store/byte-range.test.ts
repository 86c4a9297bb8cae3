import { expect, test } from "vitest";
import { parseByteRange } from "./byte-range.ts";

test.each([
  [undefined, undefined],
  ["bytes=0-4", { start: 0, end: 4 }],
  ["bytes=6-", { start: 6, end: 17 }],
  ["bytes=-6", { start: 12, end: 17 }],
  ["bytes=-99", { start: 0, end: 17 }],
  ["bytes=12-999", { start: 12, end: 17 }],
  ["bytes=18-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=4-2", undefined],
  ["bytes=0-1,3-4", undefined],
  ["bytes=-", undefined],
  ["lines=1-2", undefined],
])("%s of 18 bytes", (header, range) => {
  expect(parseByteRange(header, 18)).toEqual(range);
});

test("no part of an empty file can be had", () => {
  expect(parseByteRange("bytes=0-", 0)).toBe("unsatisfiable");
  expect(parseByteRange("bytes=-1", 0)).toBe("unsatisfiable");
});
