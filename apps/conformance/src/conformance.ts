/** Proves every NATSBridge peer against every other, over real servers. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { htmlReport } from "./report/html.ts";
import { isGreen, type Report } from "./report/report.ts";
import { terminalReport } from "./report/terminal.ts";
import { HELP, readFlags } from "./run/flags.ts";
import { runConformance } from "./run/run-conformance.ts";

const flags = readFlags(process.argv.slice(2));
if (flags.help) console.log(HELP);
else process.exitCode = await main();

async function main(): Promise<number> {
  const interruption = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.once(name, () => interruption.abort(new Error(`Interrupted by ${name}`)));
  }
  const out = flags.out ?? fileURLToPath(new URL("../../../.cache/conformance", import.meta.url));
  const [json, page] = [join(out, "report.json"), join(out, "report.html")];
  await mkdir(out, { recursive: true });
  // A run that breaks off must not leave the last one's result behind.
  await Promise.all([rm(json, { force: true }), rm(page, { force: true })]);
  const report = await runConformance(flags, interruption.signal);
  await writeFile(json, JSON.stringify(report, null, 1));
  await writeFile(page, await htmlReport(report));
  await writeCounts(report);
  console.log(terminalReport(report));
  console.log(page);
  return isGreen(report.counts, process.env.CI === "true") ? 0 : 1;
}

/** For whoever sums up the suites of a whole run: `CI_REPORTS` names the folder. */
async function writeCounts({ counts }: Report): Promise<void> {
  const folder = process.env.CI_REPORTS;
  if (folder === undefined || folder === "") return;
  const failed = counts.failed + (process.env.CI === "true" ? counts.missing : 0);
  const text = JSON.stringify({ passed: counts.passed, failed, skipped: 0 });
  await writeFile(join(folder, "conformance.json"), text);
}
