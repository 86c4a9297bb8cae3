import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkBuilt } from "./check-built.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "natsbridge-docs-"));
  mkdirSync(join(folder, "errors"));
  for (const page of ["index", "start", "errors/index"])
    write(`${page}.html`, '<a href="/start#top"><p id="top">');
  for (const page of ["start", "errors"]) write(`${page}.md`, "text");
  write("llms.txt", "[Start](/start.md)\n[Errors](/errors.md)\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

test("a site whose pages are all there as Markdown is sound", () => {
  expect(checkBuilt(folder)).toEqual({ checked: 2 });
});

test("what a page lacks or loads from elsewhere is told", () => {
  write(
    "more.html",
    '<a class="x" href="/start#end">end</a><script src="https://cdn.example/a.js"></script>',
  );
  expect(() => checkBuilt(folder)).toThrow(
    [
      "more is not there as Markdown",
      "llms.txt lacks more",
      "more links to /start#end, not there",
      "more loads something from another server",
    ].join("\n"),
  );
});
