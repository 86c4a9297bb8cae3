import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packTarballs } from "./install/install-project.ts";
import { Projects } from "./install/projects.ts";
import { faultsOf, type Outcome } from "./report/outcome.ts";
import { withTable } from "./report/readme-block.ts";
import { updateReport } from "./report/report-file.ts";
import { rowOf, table } from "./report/table.ts";
import { startWorld } from "./start-world.ts";
import { TARGETS, targetsNamed } from "./targets/all.ts";
import type { Target, TargetContext } from "./targets/target.ts";
import { ROOT } from "./workspace.ts";

/** `runtimes.ts [--readme] [ci | NAME...]`: `--readme` writes the table of the README from the report. */
const words = process.argv.slice(2);
const targets = targetsNamed(words.filter((word) => word !== "--readme"));

async function outcomeOf(target: Target, context: TargetContext): Promise<Outcome> {
  const { name, kind } = target;
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 100) / 10;
  try {
    const report = await target.run(context);
    return { name, kind, ...report, seconds: seconds() };
  } catch (error) {
    const fault = error instanceof Error ? error.message : String(error);
    return { name, kind, fault, seconds: seconds() };
  }
}

const packed = mkdtempSync(join(tmpdir(), "natsbridge-packed-"));
const outcomes: Outcome[] = [];
try {
  await using projects = new Projects(await packTarballs(packed));
  const project = await projects.with();
  await using world = await startWorld();
  for (const target of targets) {
    const outcome = await outcomeOf(target, { world, projects, project });
    outcomes.push(outcome);
    console.log(rowOf(outcome).join("  "));
    for (const fault of faultsOf(outcome)) console.log(`    ${fault}`);
  }
} finally {
  rmSync(packed, { recursive: true, force: true });
}

const names = TARGETS.map(({ name }) => name);
const all = updateReport(names, outcomes);
if (words.includes("--readme")) {
  const readme = join(ROOT, "README.md");
  writeFileSync(readme, withTable(readFileSync(readme, "utf8"), all));
}
console.log(`\n${table(outcomes.map(rowOf))}`);
const failed = outcomes.flatMap(faultsOf).length;
const passed = outcomes.flatMap(({ results = [] }) => results).filter((each) => !each.fault).length;
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
