import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { Busboy, type BusboyInstance } from "@fastify/busboy";
import { messageOf } from "@natsbridge/schema/base";
import { Refusal, refusalOfWrite } from "./refusal.ts";

/** Opens a file for writing. */
export type OpenWritable = (path: string) => Writable;

/** How much may come. */
export interface ReceiveBounds {
  readonly maxFileBytes: number;
  /** Called with the length of each piece; what it throws ends the upload. */
  readonly take?: (bytes: number) => void;
}

/** A file that arrived completely. */
export interface ReceivedFile {
  readonly fileName: string;
  readonly fileSize: number;
}

const MAX_NAME_BYTES = 1024;
const PIECE = 1024 * 1024;

/** Opens a new file in the file system; big pieces spare system calls. */
export const openPartialFile: OpenWritable = (path) =>
  createWriteStream(path, { flags: "wx", mode: 0o600, highWaterMark: PIECE });

/**
 * Writes the part named `file` of a multipart request to `path`. It resolves only when the whole request, with its
 * closing boundary, has arrived; whatever fails, no file is left at `path`.
 */
export async function receiveFile(
  request: IncomingMessage,
  path: string,
  bounds: ReceiveBounds,
  openWritable: OpenWritable = openPartialFile,
): Promise<ReceivedFile> {
  const parser = createParser(request, bounds.maxFileBytes);
  let part: Readable | undefined;
  let received: Promise<ReceivedFile> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      parser.on("file", (field, stream, fileName: string | undefined) => {
        if (field !== "file" || part !== undefined) {
          stream.resume();
          return;
        }
        part = stream;
        received = writePart(stream, fileName, path, bounds, openWritable);
        received.catch(reject);
      });
      parser.once("finish", resolve);
      parser.once("error", reject);
      request.once("error", reject);
      const onClose = () => {
        if (!request.complete) reject(new Error("the connection broke"));
      };
      // It may have closed while the upload was looked up.
      if (request.closed) onClose();
      request.once("close", onClose);
      request.pipe(parser);
    });
    if (received === undefined) throw new Refusal(400, "missing file from multipart form");
    return await received;
  } catch (error) {
    // The rest of the request is read and dropped, so that the client gets its answer.
    request.unpipe(parser);
    request.resume();
    part?.destroy();
    await received?.catch(() => undefined);
    await rm(path, { force: true });
    if (error instanceof Refusal) throw error;
    throw (
      refusalOfWrite(error) ?? new Refusal(400, `unable to read multipart form : ${textOf(error)}`)
    );
  }
}

function createParser(request: IncomingMessage, maxBytes: number): BusboyInstance {
  const contentType = request.headers["content-type"] ?? "";
  try {
    return new Busboy({
      headers: { ...request.headers, "content-type": contentType },
      highWaterMark: PIECE,
      fileHwm: PIECE,
      limits: { files: 8, fileSize: maxBytes + 1, headerSize: 16 * 1024, fieldSize: 64 * 1024 },
    });
  } catch {
    throw new Refusal(400, "missing file from multipart form");
  }
}

async function writePart(
  stream: Readable,
  fileName: string | undefined,
  path: string,
  { maxFileBytes, take }: ReceiveBounds,
  openWritable: OpenWritable,
): Promise<ReceivedFile> {
  if (fileName === undefined || fileName === "")
    throw new Refusal(400, "missing file name from multipart form");
  if (Buffer.byteLength(fileName) > MAX_NAME_BYTES)
    throw new Refusal(
      400,
      `unable to create file : file name ${fileName.slice(0, 20)}... is too long, maximum length is ${MAX_NAME_BYTES} characters`,
    );
  let fileSize = 0;
  stream.on("data", (chunk: Buffer) => {
    fileSize += chunk.length;
    if (fileSize > maxFileBytes) stream.destroy(tooBig(maxFileBytes));
    try {
      take?.(chunk.length);
    } catch (error) {
      stream.destroy(error as Error);
    }
  });
  await pipeline(stream, openWritable(path));
  return { fileName, fileSize };
}

/** The refusal of a file over the limit, in Plik's words. */
export function tooBig(maxBytes: number): Refusal {
  return new Refusal(400, `file too big (limit is set to ${humanBytes(maxBytes)})`);
}

function humanBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

function textOf(error: unknown): string {
  return messageOf(error);
}
