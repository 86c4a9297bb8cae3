import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Manifest, readJson } from "../workspace.ts";

/** What an installation of one package brings: folders of packages, and their bytes. */
export interface InstalledWeight {
  readonly packages: readonly string[];
  readonly bytes: number;
}

function bytesOf(directory: string): number {
  let bytes = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.name === "node_modules") continue;
    const path = join(directory, entry.name);
    bytes += entry.isDirectory() ? bytesOf(path) : statSync(path).size;
  }
  return bytes;
}

/** As Node finds a package: beside the one that wants it, or further up. */
function find(name: string, from: string): string | undefined {
  const found = join(from, "node_modules", name);
  if (existsSync(found)) return found;
  return dirname(from) === from ? undefined : find(name, dirname(from));
}

/** Weighs a package of a project and all that it depends on. */
export function installedWeight(name: string, project: string): InstalledWeight {
  const weights = new Map<string, number>();
  const add = (wanted: string, from: string): void => {
    const directory = find(wanted, from);
    if (directory === undefined || weights.has(directory)) return;
    weights.set(directory, bytesOf(directory));
    const { dependencies = {} } = readJson<Manifest>(join(directory, "package.json"));
    for (const dependency of Object.keys(dependencies)) add(dependency, directory);
  };
  add(name, project);
  return {
    packages: [...weights.keys()],
    bytes: [...weights.values()].reduce((sum, each) => sum + each, 0),
  };
}
