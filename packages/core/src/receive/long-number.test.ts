import fc from "fast-check";
import { expect, test } from "vitest";
import { hasLongNumber } from "./long-number.ts";

test("finds sixteen digits in a row, as a regular expression does that looks at all", () => {
  const run = fc.oneof(fc.stringMatching(/^[0-9]{1,20}$/), fc.string({ maxLength: 20 }));
  fc.assert(
    fc.property(fc.array(run, { maxLength: 8 }), (runs) => {
      const text = runs.join("");
      expect(hasLongNumber(text)).toBe(/\d{16}/.test(text));
    }),
    { numRuns: 2_000 },
  );
});
