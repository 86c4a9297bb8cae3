import { execFileSync } from "node:child_process";
import type { Manifest } from "../workspace.ts";

/** What a published archive must not hold. */
const unwanted = /\.test\.|\.test-d\.|\/fixtures\/|\.tsbuildinfo$|\/\.cache\//;

/** Every file that `exports` or `imports` names, whatever the condition. */
function targets(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("./") ? [value.slice(2)] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(targets) : [];
}

export function tarballFaults(files: readonly string[], manifest: Manifest): string[] {
  const faults: string[] = [];
  for (const required of ["LICENSE", "README.md"]) {
    if (!files.includes(required)) faults.push(`has no ${required}`);
  }
  for (const file of files) if (unwanted.test(file)) faults.push(`ships ${file}`);
  for (const target of [manifest.exports, manifest.imports, manifest.bin].flatMap(targets)) {
    if (!target.includes("*") && !files.includes(target))
      faults.push(`names ./${target}, not packed`);
  }
  for (const kind of ["dependencies", "peerDependencies"] as const) {
    for (const [name, range] of Object.entries(manifest[kind] ?? {})) {
      if (/^(workspace|catalog|file|link):/.test(range))
        faults.push(`${kind}: ${name} is ${range}`);
      if (name === "testkit") faults.push(`${kind}: ${name} is private`);
    }
  }
  return faults;
}

export function readTarball(tarball: string): { files: string[]; manifest: Manifest } {
  const tar = (...args: string[]) =>
    execFileSync("tar", args, { encoding: "utf8", maxBuffer: 64 << 20 });
  return {
    files: tar("-tzf", tarball)
      .split("\n")
      .filter((line) => line.startsWith("package/") && !line.endsWith("/"))
      .map((line) => line.slice("package/".length)),
    manifest: JSON.parse(tar("-xzOf", tarball, "package/package.json")) as Manifest,
  };
}
