import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publicPackages, readJson, root } from "../workspace.ts";
import { type Counts, readReport } from "./read-report.ts";
import { unrunTests } from "./unrun-tests.ts";

/**
 * `tally.ts <folder of reports> [failed stage ...]`: sums the reports; its last line is the truth about the run. Where
 * `CI_STAGES` names some stages only, tests of the others are not missed.
 */
const [folder = "", ...failedStages] = process.argv.slice(2);

const reports = readdirSync(folder)
  .sort()
  .map((name) => {
    const path = join(folder, name);
    return { name, path, counts: readReport(path, readFileSync(path, "utf8")) };
  });

const problems: string[] = failedStages.map((stage) => `stage ${stage} failed`);
for (const { name, counts } of reports) {
  console.log(
    `${name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  );
  if (counts.passed + counts.failed === 0) problems.push(`${name} ran no test`);
  if (counts.skipped > 0) problems.push(`${name} skipped ${counts.skipped}`);
}

const vitest = reports.flatMap(({ name, path }) =>
  name.startsWith("vitest")
    ? readJson<{ testResults: Parameters<typeof unrunTests>[1] }>(path).testResults
    : [],
);
const listed = execFileSync("git", ["ls-files", "*.test.ts"], { cwd: root, encoding: "utf8" });
const files = listed.split("\n").filter((file) => file !== "");
const isWhole = (process.env.CI_STAGES ?? "") === "";
for (const file of isWhole ? unrunTests(files, vitest) : []) problems.push(`${file} ran no test`);
for (const { directory } of publicPackages()) {
  if (!files.some((file) => file.startsWith(`${directory}/`))) {
    problems.push(`${directory} has no tests`);
  }
}

const sum = (key: keyof Counts) => reports.reduce((total, { counts }) => total + counts[key], 0);
const failed = sum("failed");
for (const problem of problems) console.log(`BAD ${problem}`);
// A stage that broke, or a suite that ran nothing, is a failure even where no single test failed.
const counted = problems.length > 0 ? Math.max(failed, 1) : failed;
console.log(`${sum("passed")} passed, ${counted} failed`);
if (counted > 0) process.exitCode = 1;
