import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../run-program.ts";
import { BUILT_SUITE, ROOT } from "../workspace.ts";

/** What a project of a user has besides our packages and the suite. */
export interface ProjectNeeds {
  /** `name@version` each. */
  readonly packages?: readonly string[];
  /** Packages in the place of those that are named. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/** Packs every public package, once, into a folder. */
export async function packTarballs(destination: string): Promise<readonly string[]> {
  const timeout = 300_000;
  const script = join(ROOT, ".ci/packed/pack-all.ts");
  await runProgram(process.execPath, [script, destination], { cwd: ROOT, timeout });
  return readdirSync(destination).map((name) => join(destination, name));
}

/** Makes a project outside the workspace that has the packages from these tarballs, and gives its folder. */
export async function installProject(
  tarballs: readonly string[],
  { packages = [], overrides = {} }: ProjectNeeds,
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "natsbridge-project-"));
  try {
    const manifest = { private: true, type: "module", overrides };
    writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    const args = ["install", ...quiet, ...tarballs, ...packages];
    await runProgram("npm", args, { cwd: directory, timeout: 300_000 });
    cpSync(BUILT_SUITE, join(directory, "suite"), { recursive: true });
    return directory;
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}
