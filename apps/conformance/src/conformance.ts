/** Proves every NATSBridge peer against every other, over real servers. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isGreen } from "./report/report.ts";
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
  const report = await runConformance(flags, interruption.signal);
  const out = flags.out ?? fileURLToPath(new URL("../../../.cache/conformance", import.meta.url));
  await mkdir(out, { recursive: true });
  await writeFile(join(out, "report.json"), JSON.stringify(report, null, 1));
  console.log(terminalReport(report));
  console.log(`${join(out, "report.json")}`);
  return isGreen(report.counts, process.env.CI === "true") ? 0 : 1;
}
