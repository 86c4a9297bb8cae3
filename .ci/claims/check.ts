import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.ts";
import { claimFaults } from "./claim-faults.ts";

/** What promises something to a reader: the README, SECURITY, the READMEs of packages, the wire format, and the pages of the site that are written by hand. */
const listed = execFileSync(
  "git",
  [
    "ls-files",
    "README.md",
    "SECURITY.md",
    "apps/docs/pages/*.md",
    ":(glob)packages/*/README.md",
    "docs/wire-format.md",
    "packages/schema/errors/*.md",
  ],
  { cwd: root, encoding: "utf8" },
);
const files = listed.split("\n").filter((file) => file !== "");
const faults = files.flatMap((file) =>
  claimFaults(root, file, readFileSync(join(root, file), "utf8")),
);

for (const fault of faults) console.error(fault);
console.log(`${files.length} pages, ${faults.length} claims without a proof`);
if (faults.length > 0) process.exitCode = 1;
