import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import type { Result, Status } from "../cases/case.ts";
import { embeddedJson, htmlPage } from "./html.ts";
import { countResults, isGreen, type Report } from "./report.ts";
import { terminalReport } from "./terminal.ts";

const HOSTILE = `</script><script>alert(1)</script><!--<img src=x onerror=alert(1)>\u2028\u001b[31m`;

const result = (column: string, status: Status, note?: string): Result => ({
  section: "matrix",
  row: "node",
  column,
  detail: "text direct small",
  status,
  ...(note !== undefined && { note }),
});

function reportOf(results: readonly Result[]): Report {
  return {
    started: "2026-11-24T08:00:00.000Z",
    seconds: 1.5,
    runtimes: { node: "Node 24" },
    missing: [
      { name: "julia", title: "Julia", reason: "not installed", install: "pnpm conformance:setup" },
    ],
    counts: countResults(results),
    results,
    messages: { "1": { text: HOSTILE } },
  };
}

describe("whether a run is good", () => {
  const counts = { passed: 1, failed: 0, "not applicable": 2, missing: 0 };
  test("nothing failed", () => expect(isGreen(counts, true)).toBe(true));
  test("something failed", () => expect(isGreen({ ...counts, failed: 1 }, false)).toBe(false));
  test("nothing was proved", () => expect(isGreen({ ...counts, passed: 0 }, false)).toBe(false));
  test("a missing peer is a warning for a person, a failure where all must be there", () => {
    expect(isGreen({ ...counts, missing: 1 }, false)).toBe(true);
    expect(isGreen({ ...counts, missing: 1 }, true)).toBe(false);
  });
});

test("the terminal shows counts, failures and how to install what is missing", () => {
  const report = reportOf([
    result("node", "passed"),
    result("python", "failed", "len: expected 3, got 4\nand more"),
    result("julia", "missing"),
    result("micropython", "not applicable"),
  ]);
  const text = stripVTControlCharacters(terminalReport(report));
  expect(text).toMatch(/node +1 +0\/1 +missing +n\/a/);
  expect(text).toContain(
    "✗ matrix / node / python / text direct small: len: expected 3, got 4 and more",
  );
  expect(text).toContain(
    "! Julia is missing (not installed). To install it: pnpm conformance:setup",
  );
  expect(text).toContain("1 passed, 1 failed, 1 not applicable, 1 missing in 1.5 s");
});

test("a run without a case says so", () => {
  expect(terminalReport(reportOf([]))).toContain("Nothing was proved: 0 passed, 0 failed");
});

test("nothing in a message can end the element it stands in or begin another", () => {
  const json = embeddedJson({ text: HOSTILE });
  expect(json).not.toContain("<");
  expect(JSON.parse(json).text).toBe(HOSTILE.replace("\u001b[31m", ""));
});

test("the page allows its own script and nothing from elsewhere", () => {
  const page = htmlPage(reportOf([result("node", "passed", HOSTILE)]), "draw()", "p{}");
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page).toContain(
    "default-src 'none'; script-src 'sha256-jm3FkV4tNIdBUr8jRVVl5n9PUixlaxTWD0pdpFiSH5A='",
  );
  expect(page).not.toContain("<img");
});
