import { expect, test } from "vitest";
import { readReport } from "./read-report.ts";

test("JUnit XML counts cases by what is inside them", () => {
  const xml = `<?xml version="1.0"?><testsuites><testsuite name="pytest" tests="4">
    <testcase classname="a" name="one" time="0.1" />
    <testcase classname="a" name="two"><failure message="x &gt; y">trace</failure></testcase>
    <testcase classname="a" name="three"><skipped message="no" /></testcase>
    <testcase classname="a" name="four"><system-out>fine</system-out></testcase>
  </testsuite></testsuites>`;
  expect(readReport("a.xml", xml)).toEqual({ passed: 2, failed: 1, skipped: 1 });
});

test("a vitest file that does not load is a failure", () => {
  const report = {
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [
      { status: "failed", assertionResults: [] },
      { status: "passed", assertionResults: [{}] },
    ],
  };
  expect(readReport("a.json", JSON.stringify(report))).toEqual({
    passed: 3,
    failed: 2,
    skipped: 3,
  });
});

test("plain counts may leave skipped out", () => {
  expect(readReport("a.json", '{"passed":5,"failed":0}')).toEqual({
    passed: 5,
    failed: 0,
    skipped: 0,
  });
});

test("a peer that is missing from the matrix was skipped", () => {
  const counts = { passed: 9, failed: 1, "not applicable": 4, missing: 2 };
  expect(readReport("a.json", JSON.stringify({ counts }))).toEqual({
    passed: 9,
    failed: 1,
    skipped: 2,
  });
});

test("anything else is refused rather than counted as nothing", () => {
  expect(() => readReport("a.json", "[]")).toThrow("a.json is no test report");
});
