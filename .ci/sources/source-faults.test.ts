import { expect, test } from "vitest";
import { sourceFaults } from "./source-faults.ts";

/** Assembled, or this file would be red itself. */
const directive = (...parts: string[]) => `// ${parts.join("-")}`;

test.each([
  directive("@ts", "ignore"),
  directive("@ts", "expect-error reason"),
  directive("@ts", "nocheck"),
  directive("biome", "ignore lint/suspicious: reason"),
  directive("biome", "ignore-all lint: reason"),
  directive("eslint", "disable-next-line"),
])("a check that is switched off is a fault: %s", (line) => {
  expect(sourceFaults("packages/core/src/a.ts", `const a = 1;\n  ${line}\n`)).toEqual([
    `packages/core/src/a.ts:2: ${line}`,
  ]);
});

test.each(["skip", "only", "todo", "skipIf", "runIf", "fails"])(
  "test.%s is a fault",
  (modifier) => {
    const line = ["test", `${modifier}("x");`].join(".");
    expect(sourceFaults("a.test.ts", line)).toEqual([`a.test.ts:1: ${line}`]);
    expect(sourceFaults("a.ts", line)).toEqual([]);
  },
);

test("ordinary code is none", () => {
  expect(sourceFaults("a.test.ts", 'const only = test.each([1])("a", () => {});')).toEqual([]);
});
