import type { UploadFrame, UploadSource } from "../upload/upload-source.ts";
import { sendBlob } from "./send-blob.ts";
import { isUploadSource, REQUEST_INIT, type SendAnswer, type SendRequest } from "./send-request.ts";

/**
 * Makes a request with what the browser has: a library for requests would weigh more here than it does.
 * A source is sent as a Blob, because browsers stream requests over HTTP/2 only, and not all of them do.
 */
export async function send(url: string, request: SendRequest): Promise<SendAnswer> {
  const { method, signal, body, frame = {} } = request;
  const headers = new Headers(request.headers);
  // Set by whoever sends: a browser lets no one else do it, the edge runtime of Next sends none that was set twice.
  headers.delete("content-length");
  const content = isUploadSource(body) ? await collect(body, frame) : body;
  if (isUploadSource(body) && content instanceof Blob && request.fetch === undefined) {
    // `fetch` does not tell how much it has sent. Service workers have nothing else.
    if (typeof XMLHttpRequest !== "undefined") {
      return sendBlob(url, content, { method, headers, signal }, (sent) => {
        frame.onPiece?.();
        body.report(sent - (frame.head?.byteLength ?? 0));
      });
    }
  }
  const { fetch = globalThis.fetch } = request;
  const init = { ...REQUEST_INIT, method, headers, signal };
  const answer = await fetch(url, content === undefined ? init : { ...init, body: content });
  if (isUploadSource(body)) body.report(Number.POSITIVE_INFINITY);
  return answer;
}

/** Bytes become a part of the Blob as they are; a stream is read, and the browser may keep it on disk. */
async function collect(source: UploadSource, frame: UploadFrame): Promise<Blob> {
  const { bytes } = source;
  const { head = new Uint8Array(), tail = new Uint8Array() } = frame;
  if (bytes !== undefined) return new Blob([head, bytes, tail].map(unshared));
  const stream = source.open({ ...frame, isQuiet: true });
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).blob();
}

/** A Blob takes no shared memory. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
}
