import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.ts";
import { blockFaults, cutOutFaults } from "./block-faults.ts";
import { codeBlocks } from "./code-blocks.ts";

const listed = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" });
const pages = listed
  .split("\n")
  .filter((page) => page !== "")
  .map((page) => ({ page, markdown: readFileSync(join(root, page), "utf8") }));
const faults = pages.flatMap(({ page, markdown }) => [
  ...blockFaults(root, page, markdown),
  ...cutOutFaults(root, page, markdown),
]);

for (const fault of faults) console.error(fault);
const blocks = pages.flatMap(({ markdown }) => codeBlocks(markdown)).length;
console.log(`${blocks} blocks of code, ${faults.length} that nothing runs`);
if (faults.length > 0) process.exitCode = 1;
