import { parseArgs } from "node:util";
import { measure, type Result } from "./measure.ts";
import { reportText } from "./report.ts";
import { storeRun, thisMachine } from "./stored-run.ts";
import { suites } from "./suites.ts";

const USAGE = `pnpm bench [name ...] [--rounds 5] [--json] [--check] [--save PATH]

  name      suites to run: ${suites.map(({ name }) => name).join(", ")}; all of them by default
  --rounds  rounds that count, of which the median is taken (default 5)
  --json    one JSON document instead of text
  --check   exit code 1 where a bar is missed
  --save    writes the run with machine and date to PATH.json, and its chart to PATH.svg
`;

/** Runs the suites that the command line names. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: "string", default: "5" },
      json: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      save: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const unknown = positionals.find((name) => suites.every((suite) => suite.name !== name));
  const rounds = Number(values.rounds);
  if (values.help || unknown !== undefined || !(Number.isInteger(rounds) && rounds > 0)) {
    process.stderr.write(unknown === undefined ? USAGE : `no suite "${unknown}"\n\n${USAGE}`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }

  const machine = thisMachine();
  const results: Result[] = [];
  for (const suite of suites) {
    if (positionals.length > 0 && !positionals.includes(suite.name)) continue;
    const { benchmarks, close } = await suite.prepare();
    try {
      for (const benchmark of benchmarks) {
        const result = await measure(benchmark, rounds);
        results.push(result);
        if (!values.json) process.stdout.write(`${reportText(result)}\n\n`);
      }
    } finally {
      await close();
    }
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results, undefined, 2)}\n`);
  if (values.save !== undefined) {
    const date = new Date().toISOString().slice(0, "2026-11-24".length);
    await storeRun(values.save, { date, machine, results });
  }
  const isMissed = results.some(({ verdicts }) => verdicts.some(({ isMet }) => !isMet));
  if (values.check && isMissed) process.exitCode = 1;
}

await main();
