import type { FileHandle } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ByteRange, parseByteRange } from "@natsbridge/fileserver";
import { assertReader } from "./authorize.ts";
import type { Exchange } from "./exchange.ts";
import { findFile, findUpload } from "./find-upload.ts";
import type { FileRecord } from "./records.ts";
import { Refusal } from "./refusal.ts";

const PIECE = 256 * 1024;
const NO_CACHE = {
  "Cache-Control": "no-cache, no-store, must-revalidate",
  Pragma: "no-cache",
  Expires: "0",
};

/** `GET` and `HEAD /file/{uploadid}/{fileid}/{name}`. The start of a GET consumes a one-shot file, a HEAD does not. */
export async function readFile(exchange: Exchange): Promise<void> {
  const { request, response, uploads, space } = exchange;
  const upload = await findUpload(exchange);
  assertReader(request, upload);
  const file = await findFile(exchange, upload);
  const isTaken = upload.oneShot && request.method === "GET";
  const handle = isTaken
    ? await uploads.takeFile(upload.id, file)
    : await uploads.openFile(upload.id, file);
  if (handle === undefined)
    throw new Refusal(404, `file ${file.fileName} (${file.id}) is not available : deleted`);
  if (isTaken) space.changed();
  try {
    // Both ends of a range would be of no use where a second read finds nothing.
    const range = upload.oneShot ? undefined : wantedRange(request, file);
    const length = range === undefined ? file.fileSize : range.end - range.start + 1;
    response.writeHead(range === undefined ? 200 : 206, {
      "Content-Type": "application/octet-stream",
      "X-Content-Type-Options": "nosniff",
      "Content-Disposition": `filename="${headerName(file.fileName)}"`,
      "Content-Length": length,
      ...(upload.oneShot ? NO_CACHE : { "Accept-Ranges": "bytes", ETag: etagOf(file) }),
      ...(range === undefined
        ? {}
        : { "Content-Range": `bytes ${range.start}-${range.end}/${file.fileSize}` }),
    });
    if (request.method === "HEAD" || length === 0) response.end();
    else await sendBytes(handle, range ?? { start: 0, end: file.fileSize - 1 }, exchange);
  } finally {
    await handle.close();
  }
}

/** Two buffers in turn: one is filled while the other goes out, and no memory is asked for anew. */
async function sendBytes(
  handle: FileHandle,
  { start, end }: ByteRange,
  { response }: Exchange,
): Promise<void> {
  const size = Math.min(PIECE, end + 1 - start);
  let [filling, sending] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  let sent: Promise<void> | undefined;
  try {
    for (let position = start; position <= end; ) {
      const length = Math.min(size, end + 1 - position);
      const [{ bytesRead }] = await Promise.all([handle.read(filling, 0, length, position), sent]);
      if (bytesRead === 0) throw new Error(`the file ends at byte ${position}`);
      position += bytesRead;
      sent = write(response, filling.subarray(0, bytesRead));
      [filling, sending] = [sending, filling];
    }
    await sent;
    response.end();
  } catch {
    // A reader that hangs up is no fault of the server; any other fault shows the reader a body cut short.
    response.destroy();
  }
}

/** Resolves when the operating system has the bytes. */
function write(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new Error("the reader hung up"));
    response.once("close", onClose);
    response.write(bytes, (error) => {
      response.off("close", onClose);
      if (error) reject(error);
      else resolve();
    });
  });
}

/** A file never changes under its id. */
function etagOf(file: FileRecord): string {
  return `"${file.id}"`;
}

function wantedRange(request: IncomingMessage, file: FileRecord): ByteRange | undefined {
  const condition = request.headers["if-range"];
  if (condition !== undefined && condition !== etagOf(file)) return undefined;
  const range = parseByteRange(request.headers.range, file.fileSize);
  if (range !== "unsatisfiable") return range;
  throw new Refusal(416, "the range lies behind the end of the file", {
    "Content-Range": `bytes */${file.fileSize}`,
  });
}

/** Plik sends the name's bytes as they are. */
function headerName(name: string): string {
  const plain = name.replace(/["\\\p{Cc}]/gu, "_");
  return Buffer.from(plain)
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, "_");
}
