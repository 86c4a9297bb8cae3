import { expect, test } from "vitest";
import { printedCounts } from "./printed-counts.ts";

test("the last closing line counts, whatever its order", () => {
  expect(
    printedCounts("3 passed, 0 failed\n== 1 failed, 12 passed, 2 skipped in 3s ==\nbye\n"),
  ).toEqual({
    passed: 12,
    failed: 1,
    skipped: 2,
  });
});

test("a runner that closes without counts ran nothing that we know of", () => {
  expect(printedCounts("done\n")).toBeUndefined();
});
