import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runProgram } from "../run-program.ts";
import { CACHE } from "../workspace.ts";
import { PINNED, type ToolGroup } from "./pinned.ts";

const QUIET = ["--no-audit", "--no-fund", "--loglevel=error"];

/** Installs a group of tools where it is not installed yet, and gives its `node_modules`. */
export async function installTools(group: ToolGroup): Promise<string> {
  const directory = join(CACHE, "tools", group);
  const manifest = JSON.stringify({ private: true, dependencies: PINNED[group] });
  // Written last: what was broken off is installed anew.
  const done = join(directory, "installed.json");
  const modules = join(directory, "node_modules");
  if (existsSync(done) && readFileSync(done, "utf8") === manifest) return modules;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "package.json"), manifest);
  await runProgram("npm", ["install", ...QUIET], { cwd: directory, timeout: 300_000 });
  writeFileSync(done, manifest);
  return modules;
}
