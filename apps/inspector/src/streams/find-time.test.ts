import { expect, test } from "vitest";
import { type Mark, sequenceAt } from "./find-time.ts";

/** A stream with gaps: sequences 10, 20 … 1000, stored one second apart. */
const marks: Mark[] = Array.from({ length: 100 }, (_, index) => ({
  seq: 10 * (index + 1),
  time: 1_000 * index,
}));
const range = { first: 10, last: 1_000 };
const read = async (seq: number) => marks.find((mark) => mark.seq >= seq);

test.each([
  [-5, 10],
  [0, 10],
  [1, 20],
  [49_000, 500],
  [49_001, 510],
  [99_000, 1_000],
])("what was stored at %i ms or later begins at sequence %i", async (time, seq) => {
  expect(await sequenceAt(time, range, read)).toBe(seq);
});

test("nothing was stored after the last, and nothing is in an empty stream", async () => {
  expect(await sequenceAt(99_001, range, read)).toBeUndefined();
  expect(await sequenceAt(0, { first: 1, last: 0 }, read)).toBeUndefined();
});

test("a few questions find it", async () => {
  let asked = 0;
  await sequenceAt(12_345, range, (seq) => {
    asked += 1;
    return read(seq);
  });
  expect(asked).toBeLessThan(12);
});
