import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { TARGETS } from "../targets/all.ts";
import { ROOT } from "../workspace.ts";
import { readmeTable, withTable } from "./readme-block.ts";

const outcome = {
  name: "vite",
  kind: "bundle",
  version: "8.3.8",
  seconds: 3,
  results: [
    { name: "a", ms: 1 },
    { name: "b", ms: 1, fault: "broke" },
  ],
  bytes: { start: 67_200, all: 193_200 },
} as const;

test("a row says what held and what a page loads", () => {
  const rows = readmeTable([outcome])
    .split("\n")
    .filter((line) => line.startsWith("| "));
  expect(rows).toEqual([
    "| in | version | checks | a page loads, gzip: at once, in all |",
    "| vite | 8.3.8 | 1 of 2 | 67, 193 kB |",
  ]);
});

test("only the block of a README changes", () => {
  const readme = "a\n<!-- runtimes -->\nold\n<!-- /runtimes -->\nb $& c\n";
  const changed = withTable(readme, []);
  expect(changed.startsWith("a\n<!-- runtimes -->\nThe packages")).toBe(true);
  expect(changed.endsWith("compile`.\n<!-- /runtimes -->\nb $& c\n")).toBe(true);
  expect(changed).not.toContain("old");
  expect(() => withTable("nothing", [])).toThrow("no <!-- runtimes --> block");
});

test("the README has a row for everything that is run, and every check of it held", () => {
  const readme = readFileSync(join(ROOT, "README.md"), "utf8");
  for (const { name } of TARGETS) {
    const row = readme.match(
      new RegExp(`^\\| ${name.replaceAll(".", "\\.")} \\| [\\d.]+ \\| (\\d+) of \\1 \\|`, "m"),
    );
    expect(row, name).not.toBeNull();
  }
});
