import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { readJson, root, type WorkspacePackage } from "../workspace.ts";

interface ProjectFile {
  readonly references?: readonly { readonly path: string }[];
}

function references(directory: string): string[] {
  const file = join(root, directory, "tsconfig.json");
  return (readJson<ProjectFile>(file).references ?? []).map(({ path }) =>
    relative(root, join(root, directory, path)),
  );
}

/** `tsc -b` builds in the order of the references: they must follow the dependencies. */
export function referenceFaults(packages: readonly WorkspacePackage[]): string[] {
  const directories = new Map(
    packages.map(({ directory, manifest }) => [manifest.name, directory]),
  );
  const built = references(".");
  return packages.flatMap(({ directory, manifest }) => {
    if (!existsSync(join(root, directory, "tsconfig.json")))
      return [`${directory} has no tsconfig.json: copy a neighbour's`];
    const faults = built.includes(directory)
      ? []
      : [`tsconfig.json does not reference ${directory}: add { "path": "${directory}" }`];
    const known = references(directory);
    const wanted = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    for (const name of wanted) {
      const target = directories.get(name);
      if (target !== undefined && !known.includes(target)) {
        const path = `../../${target}`;
        faults.push(
          `${directory}/tsconfig.json does not reference ${target}: add { "path": "${path}" }`,
        );
      }
    }
    if (!existsSync(join(root, directory, "turbo.json"))) {
      faults.push(`${directory} has no turbo.json with its layer's tag: copy a neighbour's`);
    }
    return faults;
  });
}
