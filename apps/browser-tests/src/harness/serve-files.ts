import { createServer, type OutgoingHttpHeaders, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";
import type { BuiltFile } from "./build-pages.ts";

/** A web server of built pages. */
export interface FileSite extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, or `https:` with a certificate. */
  readonly origin: string;
  readonly port: number;
  /** What it serves under a path. */
  read(path: string): { readonly contentType: string; readonly body: string } | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
};

/** Serves files from memory, with these headers on every answer; over https where there is a certificate (PEM). */
export async function serveFiles(
  files: readonly BuiltFile[],
  headers: OutgoingHttpHeaders = {},
  certificate?: { readonly cert: string; readonly key: string },
): Promise<FileSite> {
  const contents = new Map(
    files.map((file) => [
      `/${file.fileName}`,
      file.type === "chunk" ? file.code : Buffer.from(file.source).toString(),
    ]),
  );
  const read = (path: string) => {
    const body = contents.get(path);
    const contentType = TYPES[extname(path)] ?? "application/octet-stream";
    return body === undefined ? undefined : { contentType, body };
  };
  const answer: RequestListener = (request, response) => {
    const file = read(new URL(request.url ?? "/", "http://site").pathname);
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": file.contentType, ...headers }).end(file.body);
  };
  const server = certificate ? createSecureServer(certificate, answer) : createServer(answer);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${certificate ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    read,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
