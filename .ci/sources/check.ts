import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.ts";
import { sourceFaults } from "./source-faults.ts";

/** Tracked and new files alike, so that a fault is seen before it is committed. */
const listed = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
});
const sources = listed.split("\n").filter((path) => /\.[cm]?[jt]sx?$/.test(path));
const faults = sources
  .filter((path) => existsSync(join(root, path)))
  .flatMap((path) => sourceFaults(path, readFileSync(join(root, path), "utf8")));

for (const fault of faults) console.error(fault);
if (faults.length > 0) {
  console.error(`${faults.length} switched-off checks or skipped tests`);
  process.exitCode = 1;
}
