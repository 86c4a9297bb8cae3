import { Buffer } from "node:buffer";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseByteRange } from "@natsbridge/fileserver";
import { allowOrigin, answerPreflight } from "@natsbridge/fileserver/serve";
import { NatsBridgeError, OVER } from "@natsbridge/schema/base";
import { findObject } from "./bucket.ts";
import type { ObjectInfo } from "./object-info.ts";
import type { ObjectStore } from "./object-store-settings.ts";
import { readObject } from "./read-object.ts";

/** One request to the gateway. */
export interface GatewayExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly store: ObjectStore;
  readonly cors: boolean;
}

/** Answers a request, whatever it is; never rejects. */
export async function answerGet(exchange: GatewayExchange): Promise<void> {
  const { request, response, cors } = exchange;
  if (cors) allowOrigin(response, "*");
  try {
    if (request.method === "OPTIONS" && cors) answerPreflight(request, response, "GET, HEAD");
    else if (request.method === "GET" || request.method === "HEAD") await answerRead(exchange);
    else sendText(response, 405, "only GET and HEAD", { Allow: "GET, HEAD" });
  } catch (error) {
    if (response.headersSent) response.destroy();
    else if (NatsBridgeError.isInstance(error))
      sendText(response, 503, "the object store does not answer");
    else sendText(response, 500, "internal server error");
  }
}

async function answerRead({ request, response, store }: GatewayExchange): Promise<void> {
  const info = await find(store, request.url ?? "");
  if (info === undefined) {
    sendText(response, 404, "object not found");
    return;
  }
  const etag = `"${info.nuid}"`;
  const condition = request.headers["if-range"];
  const header = condition === undefined || condition === etag ? request.headers.range : undefined;
  const range = parseByteRange(header, info.size);
  if (range === "unsatisfiable") {
    sendText(response, 416, "the range lies behind the end", {
      "Content-Range": `bytes */${info.size}`,
    });
    return;
  }
  const { start, end } = range ?? { start: 0, end: info.size - 1 };
  const length = end - start + 1;
  response.writeHead(range === undefined ? 200 : 206, {
    "Content-Type": "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    "Content-Length": length,
    "Accept-Ranges": "bytes",
    ETag: etag,
    ...(range === undefined ? {} : { "Content-Range": `bytes ${start}-${end}/${info.size}` }),
  });
  if (request.method === "HEAD" || length === 0) response.end();
  else await sendBytes(store, info, start, length, response);
}

async function sendBytes(
  store: ObjectStore,
  info: ObjectInfo,
  start: number,
  length: number,
  response: ServerResponse,
): Promise<void> {
  const controller = new AbortController();
  response.once("close", () => controller.abort(OVER));
  const bytes = Readable.from(
    limited(readObject(store, info, { offset: start, length }, controller.signal), length),
    {
      objectMode: false,
    },
  );
  // A reader that hangs up is no fault of the gateway.
  await pipeline(bytes, response).catch(() => response.destroy());
}

async function* limited(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): AsyncGenerator<Uint8Array, void> {
  let left = length;
  for await (const chunk of chunks) {
    yield chunk.length > left ? chunk.subarray(0, left) : chunk;
    left -= chunk.length;
    if (left <= 0) return;
  }
}

async function find(store: ObjectStore, url: string): Promise<ObjectInfo | undefined> {
  const [path = ""] = url.split(/[?#]/, 1);
  const [, bucket, name, ...more] = path.split("/");
  if (bucket !== store.bucket || name === undefined || name === "" || more.length > 0)
    return undefined;
  try {
    return await findObject(store, decodeURIComponent(name));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = `${text}\n`;
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}
