import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../workspace.ts";
import { markedCommands } from "./marked-commands.ts";

/** `run.ts [report.json] [command that already ran as a stage of its own ...]` */
const [report, ...done] = process.argv.slice(2);

const listed = execFileSync("git", ["ls-files", "README.md", "*/README.md"], {
  cwd: root,
  encoding: "utf8",
});
const readmes = listed.split("\n").filter((path) => path !== "");
const scripts = readmes.flatMap((path) =>
  markedCommands(readFileSync(join(root, path), "utf8"))
    .filter((script) => !done.includes(script))
    .map((script) => ({ path, script })),
);

const counts = { passed: 0, failed: 0 };
for (const { path, script } of scripts) {
  console.log(`\n${path}\n${script.replace(/^/gm, "$ ")}`);
  const { status } = spawnSync("bash", ["-euo", "pipefail", "-c", script], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    timeout: 300_000,
  });
  counts[status === 0 ? "passed" : "failed"] += 1;
  if (status !== 0) console.log(`BAD ${path}: exit code ${status ?? "none, stopped after 300 s"}`);
}
console.log(`\n${scripts.length} commands of ${readmes.length} README files`);
if (report !== undefined && scripts.length > 0) writeFileSync(report, JSON.stringify(counts));
if (counts.failed > 0) process.exitCode = 1;
