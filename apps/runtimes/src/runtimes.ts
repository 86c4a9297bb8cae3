import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installProject, packTarballs } from "./install/install-project.ts";
import { faultsOf, type Outcome } from "./report/outcome.ts";
import { table } from "./report/table.ts";
import { startWorld } from "./start-world.ts";
import { TARGETS } from "./targets/all.ts";
import type { Target, TargetContext } from "./targets/target.ts";
import { CACHE } from "./workspace.ts";

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

const weight = (bytes: Outcome["bytes"]) =>
  bytes === undefined ? "" : `${kilobytes(bytes.start)} of ${kilobytes(bytes.all)} kB`;

const kilobytes = (bytes: number) => (bytes / 1_000).toFixed(1);

function rowOf(outcome: Outcome): readonly string[] {
  const { name, version = "", results = [], bytes, seconds } = outcome;
  const faults = faultsOf(outcome);
  const held = results.filter(({ fault }) => fault === undefined).length;
  const mark = faults.length === 0 ? "ok" : "FAIL";
  return [mark, name, version, `${held} of ${results.length}`, weight(bytes), `${seconds} s`];
}

const words = process.argv.slice(2);
const unknown = words.filter((word) => !TARGETS.some(({ name }) => name === word));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(" ")}\n${TARGETS.map(({ name }) => name).join(" ")}`);
  process.exit(2);
}
const targets = TARGETS.filter(({ name }) => words.length === 0 || words.includes(name));

const packed = mkdtempSync(join(tmpdir(), "natsbridge-packed-"));
const outcomes: Outcome[] = [];
try {
  const tarballs = await packTarballs(packed);
  using project = await installProject(tarballs);
  await using world = await startWorld();
  for (const target of targets) {
    const outcome = await outcomeOf(target, { world, tarballs, project });
    outcomes.push(outcome);
    console.log(rowOf(outcome).join("  "));
    for (const fault of faultsOf(outcome)) console.log(`    ${fault}`);
  }
} finally {
  rmSync(packed, { recursive: true, force: true });
}

mkdirSync(CACHE, { recursive: true });
writeFileSync(join(CACHE, "report.json"), JSON.stringify(outcomes, undefined, 2));
console.log(`\n${table(outcomes.map(rowOf))}`);
const failed = outcomes.filter((outcome) => faultsOf(outcome).length > 0).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
