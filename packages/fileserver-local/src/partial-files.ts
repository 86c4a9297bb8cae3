import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

/** Tells this process from an earlier one that had the same number. */
const BIRTH = Math.round(performance.timeOrigin);

/**
 * Where files are written before they are complete. Their names say which process writes them, so that the next server
 * on the same directory clears what a killed one left.
 */
export class PartialFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = join(directory, "partial");
  }

  /** Creates the directory and removes what dead processes left. */
  async open(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    const names = await readdir(this.#directory);
    const leftovers = names.filter((name) => !isOfLivingProcess(name));
    await Promise.all(leftovers.map((name) => rm(join(this.#directory, name), { force: true })));
  }

  /** A path that no other file has. */
  newPath(): string {
    return join(this.#directory, `${process.pid}-${BIRTH}-${randomUUID()}`);
  }

  /** Removes a file that will not be completed, if it is there. */
  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }
}

function isOfLivingProcess(name: string): boolean {
  const [pid, birth] = name.split("-").map(Number);
  if (pid === undefined || !Number.isSafeInteger(pid) || pid < 1) return false;
  if (pid === process.pid) return birth === BIRTH;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives and belongs to somebody else.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
