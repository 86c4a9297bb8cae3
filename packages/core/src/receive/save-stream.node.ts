import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { NatsBridgeError } from "@natsbridge/schema";

/** Writes a stream to a file that appears under its name when it is complete; after a failure there is no file. */
export async function saveStream(
  stream: ReadableStream<Uint8Array>,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`;
  try {
    // The global type and that of node:stream/web describe one and the same class.
    const source = Readable.fromWeb(stream as NodeReadableStream<Uint8Array>);
    await pipeline(source, createWriteStream(unfinished, { flags: "wx" }), { signal });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (NatsBridgeError.isInstance(error)) throw error;
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    throw new NatsBridgeError({
      code: name === "AbortError" ? "aborted" : "unsupported",
      message: `Could not save to ${path}: ${message}`,
      cause: error,
    });
  }
}
