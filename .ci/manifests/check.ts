import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { publicPackages, root, workspacePackages } from "../workspace.ts";
import { manifestFaults } from "./manifest-faults.ts";
import { mentionFaults, readPage } from "./mention-faults.ts";
import { readmeFaults } from "./readme-faults.ts";
import { referenceFaults } from "./reference-faults.ts";

const packages = workspacePackages();
const faults = [
  ...packages.flatMap(({ directory, manifest }) =>
    manifestFaults(directory, manifest).map((fault) => `${directory}/package.json: ${fault}`),
  ),
  ...referenceFaults(packages),
  ...publicPackages().flatMap(({ directory, manifest }) => {
    const markdown = readFileSync(join(root, directory, "README.md"), "utf8");
    const isPage = existsSync(join(root, directory, "vite.config.ts"));
    return readmeFaults(manifest.name, markdown, !isPage).map(
      (fault) => `${directory}/README.md: ${fault}`,
    );
  }),
  ...mentionFaults(packages, readPage),
];

for (const fault of faults) console.error(fault);
console.log(`${packages.length} packages, ${faults.length} faults`);
if (faults.length > 0) process.exitCode = 1;
