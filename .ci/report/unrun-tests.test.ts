import { expect, test } from "vitest";
import { unrunTests } from "./unrun-tests.ts";

test("a test file without a passed test did not run", () => {
  const reported = [
    { name: "/clone/packages/a/src/a.test.ts", assertionResults: [{ status: "passed" }] },
    { name: "/clone/packages/a/src/b.test.ts", assertionResults: [{ status: "skipped" }] },
  ];
  const files = [
    "packages/a/src/a.test.ts",
    "packages/a/src/b.test.ts",
    "packages/a/src/c.test.ts",
  ];
  expect(unrunTests(files, reported)).toEqual([
    "packages/a/src/b.test.ts",
    "packages/a/src/c.test.ts",
  ]);
});
