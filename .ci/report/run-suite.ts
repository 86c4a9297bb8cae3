import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { printedCounts } from "./printed-counts.ts";

/** `run-suite.ts <report.json> <command ...>`: runs a suite that only prints, and writes down what it counted. */
const [report = "", command = "", ...args] = process.argv.slice(2);

const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
const chunks: Buffer[] = [];
child.stdout.on("data", (chunk: Buffer) => {
  chunks.push(chunk);
  process.stdout.write(chunk);
});
child.on("close", (code) => {
  const counts = printedCounts(Buffer.concat(chunks).toString("utf8"));
  writeFileSync(report, JSON.stringify(counts ?? { passed: 0, failed: 0 }));
  process.exitCode = code ?? 1;
});
