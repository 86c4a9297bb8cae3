import { spawnSync } from "node:child_process";
import { browserEntries } from "./browser-entries.ts";

/** The whole layer gate: coarse layers, exact rules, and what a page would load. */
const gates = [
  ["turbo", "boundaries"],
  ["depcruise", "--output-type", "err-long", "packages", "apps"],
  [
    "depcruise",
    "--output-type",
    "err-long",
    "--config",
    ".ci/layers/browser-path.mjs",
    ...browserEntries(process.cwd()),
  ],
];

const failed = gates.filter(([tool = "", ...args]) => {
  const { status } = spawnSync(tool, args, { stdio: "inherit" });
  return status !== 0;
});
if (failed.length > 0) process.exitCode = 1;
