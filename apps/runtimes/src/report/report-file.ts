import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CACHE } from "../workspace.ts";
import type { Outcome } from "./outcome.ts";

const FILE = join(CACHE, "report.json");

/** Writes outcomes into the report, where those of targets that were not run now stay as they were; gives all, in this order. */
export function updateReport(
  names: readonly string[],
  outcomes: readonly Outcome[],
): readonly Outcome[] {
  const old = existsSync(FILE) ? (JSON.parse(readFileSync(FILE, "utf8")) as Outcome[]) : [];
  const all = names.flatMap(
    (name) => [...outcomes, ...old].find((outcome) => outcome.name === name) ?? [],
  );
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(FILE, JSON.stringify(all, undefined, 2));
  return all;
}
