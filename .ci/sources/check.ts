import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.ts";
import { folderFaults } from "./folder-faults.ts";
import { sourceFaults } from "./source-faults.ts";

/** Tracked and new files alike, so that a fault is seen before it is committed. */
const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
});
const sources = listed
  .split("\n")
  .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && existsSync(join(root, path)));
const faults = [
  ...sources.flatMap((path) => sourceFaults(path, readFileSync(join(root, path), "utf8"))),
  ...folderFaults(sources),
];

for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(`${faults.length} switched-off checks, skipped tests or crowded folders`);
  process.exitCode = 1;
}
