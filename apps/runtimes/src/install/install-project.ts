import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../run-program.ts";
import { BUILT_SUITE, ROOT } from "../workspace.ts";

/** A project of a user, outside the workspace. */
export interface Project extends Disposable {
  readonly directory: string;
}

/** Packs every public package, once, into a folder. */
export async function packTarballs(destination: string): Promise<readonly string[]> {
  const timeout = 300_000;
  const script = join(ROOT, ".ci/packed/pack-all.ts");
  await runProgram(process.execPath, [script, destination], { cwd: ROOT, timeout });
  return readdirSync(destination).map((name) => join(destination, name));
}

/** Makes a project that has the packages from these tarballs, the suite, and other packages in the place of those that are named. */
export async function installProject(
  tarballs: readonly string[],
  overrides: Readonly<Record<string, string>> = {},
): Promise<Project> {
  const directory = mkdtempSync(join(tmpdir(), "natsbridge-project-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  try {
    const manifest = { private: true, type: "module", overrides };
    writeFileSync(join(directory, "package.json"), JSON.stringify(manifest));
    const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
    const args = ["install", ...quiet, ...tarballs];
    await runProgram("npm", args, { cwd: directory, timeout: 300_000 });
    cpSync(BUILT_SUITE, join(directory, "suite"), { recursive: true });
    return { directory, [Symbol.dispose]: remove };
  } catch (error) {
    remove();
    throw error;
  }
}
