import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, open, rename, rm, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { abortedError, NatsBridgeError } from "@natsbridge/schema/base";

/** Who may do what with a file, without its kind. */
const PERMISSIONS = 0o7777;

/**
 * Writes a stream to a file that appears under its name when it is complete; after a failure there is no file. It is
 * written under a name of its own that only its owner may read. A replaced file keeps its permissions; a new one follows
 * the umask, or `mode`.
 */
export async function saveStream(
  stream: ReadableStream<Uint8Array>,
  path: string,
  signal: AbortSignal | undefined,
  mode?: number | undefined,
): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    const wanted = mode ?? (await modeOf(path)) ?? (await newMode(`${unfinished}.mode`));
    // The global type and that of node:stream/web describe one and the same class.
    const source = Readable.fromWeb(stream as NodeReadableStream<Uint8Array>);
    const target = createWriteStream(unfinished, { flags: "wx", mode: 0o600 });
    await pipeline(source, target, { signal });
    await chmod(unfinished, wanted);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (NatsBridgeError.isInstance(error)) throw error;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    if (name === "AbortError") throw abortedError(`Saving to ${path}`, signal);
    throw new NatsBridgeError({
      code: "unsupported",
      message: `Could not save to ${path}: ${message}`,
      cause: error,
    });
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & PERMISSIONS;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** What the umask leaves of a new file: asking for the umask itself would change it for other threads meanwhile. */
async function newMode(probe: string): Promise<number> {
  const handle = await open(probe, "wx", 0o666);
  try {
    return (await handle.stat()).mode & PERMISSIONS;
  } finally {
    await handle.close();
    await rm(probe, { force: true });
  }
}
