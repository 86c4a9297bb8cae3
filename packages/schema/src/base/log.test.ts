import { expect, test } from "vitest";
import { formatLogLine } from "./log.ts";

test("a log line is one line, whatever the ids and messages hold", () => {
  expect(formatLogLine("a\nb", "Sent \u001b[31m to x\u2028y")).toMatch(
    /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] \[Correlation: a\\u000ab\] Sent \\u001b\[31m to x\\u2028y$/,
  );
});
