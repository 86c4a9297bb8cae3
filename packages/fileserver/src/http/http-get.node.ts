import { type ClientRequest, type IncomingMessage, get as plainGet } from "node:http";
import { get as secureGet } from "node:https";
import type { Socket } from "node:net";
import { pipeline, type Readable } from "node:stream";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import { type ChunkReader, readerStream } from "./direct-reader.ts";
import type { SendAnswer, SendRequest } from "./send-request.ts";

/**
 * A GET through `node:http`, which hands over what it read. `fetch` copies every chunk once more, and each stream around
 * its body costs every chunk turns of its own: together some tenth of a download that is hashed.
 */
export async function httpGet(
  url: string,
  { headers, signal }: Pick<SendRequest, "headers" | "signal">,
): Promise<SendAnswer> {
  const address = new URL(url);
  const get = address.protocol === "https:" ? secureGet : plainGet;
  const options = { headers: { "user-agent": "node", ...Object.fromEntries(headers) }, signal };
  return answerOf(get(address, options));
}

/** The answer to a request of `node:http`; nothing of its body is read before it is asked for. */
export async function answerOf(request: ClientRequest): Promise<SendAnswer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject);
    // An answer that is none: Node has let go of the connection, or gives it to whoever listens.
    request.on("upgrade", (_answer, socket) => {
      socket.destroy();
      reject(new Error("the server wants to speak another protocol (101)"));
    });
    request.on("close", () => reject(new Error("the connection was closed without an answer")));
  });
  return {
    type: "basic",
    status: answer.statusCode ?? 0,
    headers: readHeaders(answer.rawHeaders),
    body: readerStream(bodyReader(answer)),
  };
}

/** Some servers compress whether or not they were asked to. */
function decode(answer: IncomingMessage): Readable {
  const encoding = answer.headers["content-encoding"]?.toLowerCase();
  if (encoding === "gzip" || encoding === "x-gzip" || encoding === "deflate")
    return pipeline(answer, createUnzip(), () => undefined);
  if (encoding === "br") return pipeline(answer, createBrotliDecompress(), () => undefined);
  return answer;
}

function bodyReader(answer: IncomingMessage): ChunkReader {
  const { socket } = answer;
  const body = decode(answer);
  // A body that breaks between two reads says so at the next one.
  body.on("error", () => undefined);
  // A download that was forgotten keeps no process alive: only one that is waited for does.
  hold(socket, false);
  const chunks: AsyncIterator<Buffer<ArrayBuffer>, undefined> = body[Symbol.asyncIterator]();
  return {
    isOwned: body === answer,
    async read() {
      hold(socket, true);
      const { value } = await chunks.next();
      // At the end the connection may be another request's already.
      if (value === undefined) return undefined;
      hold(socket, false);
      // A `Buffer` has a `slice` of its own meaning.
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    },
    async cancel() {
      body.destroy();
    },
  };
}

/** Node hangs a listener on a socket that is closed already, for each call. */
function hold(socket: Socket, isHeld: boolean): void {
  if (socket.destroyed) return;
  if (isHeld) socket.ref();
  else socket.unref();
}

/** Names and values in turns. */
function readHeaders(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let index = 0; index < raw.length; index += 2)
    headers.append(raw[index] ?? "", raw[index + 1] ?? "");
  return headers;
}
