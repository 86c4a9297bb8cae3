import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, open, readFile, rm, stat, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL("../../../.cache/", import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL("../python/requirements.txt", import.meta.url));

/** A lock older than this was left behind by a process that died. */
const STALE_LOCK_MS = 10 * 60_000;

/**
 * Path of a Python that has every package of `python/requirements.txt`: one environment for the whole
 * project, made on the first call and kept in `.cache/python` of the repository. Needs `python3` with `venv`.
 */
export async function pythonEnvironment(): Promise<string> {
  const folder = `${CACHE}python`;
  const python = `${folder}/bin/python`;
  const stamp = `${folder}/requirements.sha256`;
  const wanted = createHash("sha256")
    .update(await readFile(REQUIREMENTS))
    .digest("hex");
  const isReady = async () => (await readFile(stamp, "utf8").catch(() => "")) === wanted;

  if (await isReady()) return python;
  await mkdir(CACHE, { recursive: true });
  const release = await lock(`${CACHE}python.lock`);
  try {
    if (!(await isReady())) {
      await run("python3", ["-m", "venv", folder]);
      await run(python, ["-m", "pip", "install", "--quiet", "-r", REQUIREMENTS], {
        maxBuffer: 64 << 20,
      });
      await writeFile(stamp, wanted);
    }
  } finally {
    await release();
  }
  return python;
}

async function lock(path: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      const handle = await open(path, "wx");
      await handle.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const age = await stat(path).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > STALE_LOCK_MS) await rm(path, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
