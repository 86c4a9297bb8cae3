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

test("the top rows of Julia's table count", () => {
  const table = [
    "Test Summary:     | Pass  Fail  Error  Total",
    "NATSBridge        |  606     2      1    609",
    "  messages        |  600                 600",
    "More              |    4                   4",
  ].join("\n");
  expect(printedCounts(table)).toEqual({ passed: 610, failed: 3, skipped: 0 });
  expect(printedCounts("Test Summary: | Pass  Total\nNATSBridge    |  606    606\n")).toEqual({
    passed: 606,
    failed: 0,
    skipped: 0,
  });
});

test("a runner that closes without counts ran nothing that we know of", () => {
  expect(printedCounts("done\n")).toBeUndefined();
});
