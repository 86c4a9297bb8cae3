import { basename, join } from "node:path";
import { runCommand } from "../run-command.ts";
import { root } from "../workspace.ts";
import { packAll } from "./pack.ts";
import { readTarball, tarballFaults } from "./tarball-faults.ts";

/** publint, attw and our own rules, on the tarballs that would be published. */
const tool = (name: string) => join(root, "node_modules/.bin", name);

async function faultsOf(tarball: string): Promise<string[]> {
  const { files, manifest } = readTarball(tarball);
  const [publint, attw] = await Promise.all([
    runCommand(tool("publint"), ["run", tarball, "--strict"]),
    runCommand(tool("attw"), [tarball, "--profile", "esm-only", "--no-emoji", "--no-color"]),
  ]);
  return [
    ...tarballFaults(files, manifest),
    ...(publint.code === 0 ? [] : [publint.output]),
    ...(attw.code === 0 ? [] : [attw.output]),
  ];
}

const tarballs = await packAll(join(root, ".cache/packed"));
for (const tarball of tarballs) {
  const faults = await faultsOf(tarball);
  console.log(`${faults.length === 0 ? "ok " : "BAD"} ${basename(tarball)}`);
  for (const fault of faults) console.log(`    ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
