import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { claimFaults, isClaim } from "./claim-faults.ts";

const root = mkdtempSync(join(tmpdir(), "natsbridge-claims-"));
mkdirSync(join(root, "src"));
writeFileSync(join(root, "src/plan.test.ts"), 'test("a link from the threshold on", () => {});');
afterAll(() => rmSync(root, { recursive: true }));

const faults = (...lines: string[]) => claimFaults(root, "a.md", lines.join("\n"));

test.each([
  ["It takes 5 seconds.", true],
  ["It is never lost.", true],
  ["Delivery is at least once.", true],
  ["It travels in the message.", false],
  ["SHA-256, S3, base64, v1, HTTP/1 and `size_threshold: 1000` are names.", false],
  ["1. First do this.", false],
  ["See [the page](docs/2.md), https://h.example/3.", false],
])("%s", (text, expected) => {
  expect(isClaim(text)).toBe(expected);
});

test("a claim with a proof has no fault, nor has code", () => {
  expect(
    faults(
      "At most 5.<!-- proof: src/plan.test.ts#a link from the threshold on -->",
      "",
      "| limit | 10 |",
      "<!-- proof: src/plan.test.ts -->",
      "",
      "| 7 | [plan](src/plan.test.ts) |",
      "",
      "```ts",
      "const always = 5;",
      "```",
    ),
  ).toEqual([]);
});

test("a claim without a proof is told, with its line", () => {
  expect(faults("# 5 things", "", "* It is quick.", "* It takes 5 s.", "* It goes on.")).toEqual([
    'a.md:4: no proof of "* It takes 5 s."',
  ]);
});

test("a proof that is not there, is no test, or lacks the test, is told", () => {
  writeFileSync(join(root, "src/plan.ts"), "");
  expect(
    faults(
      "At most 5.<!-- proof: src/gone.test.ts; src/plan.ts; src/plan.test.ts#another -->",
      "",
      "[x](src/gone.test.ts)",
    ),
  ).toEqual([
    "a.md:1: src/gone.test.ts does not exist",
    "a.md:1: src/plan.ts is no test",
    'a.md:1: src/plan.test.ts has no test "another"',
    "a.md:3: src/gone.test.ts does not exist",
  ]);
});
