import { expect, test } from "vitest";
import { hexLines } from "./hex-lines.ts";

test("bytes are shown with their offset, in hex and as far as they are ASCII", () => {
  const bytes = Uint8Array.from({ length: 18 }, (_, index) => 0x3a + index);
  expect(hexLines(bytes, 32).split("\n")).toEqual([
    "00000020  3a 3b 3c 3d 3e 3f 40 41 42 43 44 45 46 47 48 49  :;<=>?@ABCDEFGHI",
    "00000030  4a 4b                                            JK",
  ]);
  expect(hexLines(new Uint8Array([0, 0x7f, 0xff]), 0)).toMatch(/ {2}···$/);
});
