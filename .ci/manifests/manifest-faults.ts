import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, root } from "../workspace.ts";

const publicFields: Readonly<Record<string, unknown>> = {
  license: "MIT",
  type: "module",
  sideEffects: false,
  engines: { node: ">=22.15" },
  publishConfig: { access: "public", provenance: true },
};

const shipped = ["dist", "src", "!**/*.test.*", "!**/*.tsbuildinfo"];

/** A page is its built files: nobody imports its sources. */
const shippedPage = ["dist"];

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** A version is chosen once, in the catalog; a neighbour comes from the workspace. Peers' ranges are wide on purpose. */
function dependencyFaults(manifest: Manifest): string[] {
  return [manifest.dependencies, manifest.devDependencies]
    .flatMap((group) => Object.entries(group ?? {}))
    .filter(([, range]) => range !== "catalog:" && range !== "workspace:^")
    .map(([name, range]) => `${name} is ${range}; use catalog: or workspace:^`);
}

/** Pages are built of their own files alone. */
function isPage(directory: string): boolean {
  return existsSync(join(root, directory, "vite.config.ts"));
}

/** A page is bundled, besides being checked, and so is what Node loads at each start. */
function buildScript(directory: string, { exports = {} }: Manifest): string {
  if (isPage(directory)) return "tsc -b && vite build";
  const isBundled = Object.values(exports).some((target) => "node" in Object(target));
  return isBundled ? "tsc -b && node ../../.ci/bundle/bundle.ts ." : "tsc -b";
}

function scriptFaults(directory: string, manifest: Manifest): string[] {
  const { name, scripts = {} } = manifest;
  const expected = {
    build: buildScript(directory, manifest),
    test: `vitest run --root ../.. --project ${name}`,
  };
  return Object.entries(expected)
    .filter(([script, command]) => scripts[script] !== command)
    .map(([script, command]) => `script ${script} is not "${command}"`);
}

function exportFaults({ exports = {} }: Manifest): string[] {
  return Object.entries(exports).flatMap(([path, target]) => {
    if (typeof target === "string") return [];
    const conditions = Object.keys(target ?? {});
    const faults = conditions[0] === "@natsbridge/source" ? [] : ["the source condition first"];
    if (conditions.at(-1) !== "default") faults.push("default last");
    return faults.map((fault) => `exports "${path}" must have ${fault}`);
  });
}

function publicFaults(directory: string, manifest: Manifest): string[] {
  const faults = Object.entries(publicFields)
    .filter(([field, value]) => !same(manifest[field], value))
    .map(([field, value]) => `${field} is not ${JSON.stringify(value)}`);
  const { files, repository, description } = manifest as {
    files?: string[];
    repository?: { directory?: string };
    description?: string;
  };
  const build = buildScript(directory, manifest);
  if (manifest.scripts?.prepack !== build) faults.push(`script prepack is not "${build}"`);
  for (const pattern of isPage(directory) ? shippedPage : shipped) {
    if (files?.includes(pattern) !== true) faults.push(`files lacks "${pattern}"`);
  }
  if (repository?.directory !== directory) faults.push(`repository.directory is not ${directory}`);
  for (const field of ["author", "homepage", "bugs", "keywords"]) {
    if (manifest[field] === undefined) faults.push(`${field} is missing`);
  }
  if (description === undefined || description === "") faults.push("has no description");
  return faults;
}

/** What every package's manifest has in common, so that scripts and publishing work alike everywhere. */
export function manifestFaults(directory: string, manifest: Manifest): string[] {
  const common = [
    ...scriptFaults(directory, manifest),
    ...dependencyFaults(manifest),
    ...exportFaults(manifest),
  ];
  return manifest.private === true ? common : [...common, ...publicFaults(directory, manifest)];
}
