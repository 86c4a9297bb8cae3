import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { RunningStore } from "./store.ts";

/** The least a web server offers: PUT, GET, HEAD and DELETE of files, as WebDAV does. */
export async function startPutServer(): Promise<RunningStore> {
  const files = new Map<string, Uint8Array>();
  const server = createServer((request, response) => {
    answer(files, request, response).catch((error: Error) => response.destroy(error));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    access: { kind: "http", settings: { url: `${origin}/files`, range: false, crossOrigin: true } },
    [Symbol.asyncDispose]: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

async function answer(
  files: Map<string, Uint8Array>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method, url = "" } = request;
  response.setHeader("Access-Control-Allow-Origin", "*");
  if (method === "PUT") {
    files.set(url, await buffer(request));
    response.writeHead(201).end();
    return;
  }
  const file = files.get(url);
  if (file === undefined) {
    response.writeHead(404).end();
  } else if (method === "DELETE") {
    files.delete(url);
    response.writeHead(204).end();
  } else {
    response.writeHead(200, { "Content-Length": file.length });
    response.end(method === "HEAD" ? undefined : file);
  }
}
