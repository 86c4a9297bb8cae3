import { workspacePackages } from "../workspace.ts";
import { manifestFaults } from "./manifest-faults.ts";
import { referenceFaults } from "./reference-faults.ts";

const packages = workspacePackages();
const faults = [
  ...packages.flatMap(({ directory, manifest }) =>
    manifestFaults(directory, manifest).map((fault) => `${directory}/package.json: ${fault}`),
  ),
  ...referenceFaults(packages),
];

for (const fault of faults) console.error(fault);
console.log(`${packages.length} packages, ${faults.length} faults`);
if (faults.length > 0) process.exitCode = 1;
