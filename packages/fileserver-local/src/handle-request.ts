import { answerPreflight } from "@natsbridge/fileserver/serve";
import { addFile } from "./add-file.ts";
import { sendJson, sendRefusal, sendText } from "./answer.ts";
import { createUpload } from "./create-upload.ts";
import { describeServer, SERVER_VERSION } from "./describe-server.ts";
import type { Exchange } from "./exchange.ts";
import { errorCode } from "./if-there.ts";
import { admitPage, allowedMethods, assertHost } from "./page-access.ts";
import { readFile } from "./read-file.ts";
import { Refusal } from "./refusal.ts";
import { removeFile, removeUpload } from "./remove.ts";
import { showUpload } from "./show-upload.ts";

const HOME_PAGE =
  "<!doctype html><title>NATSBridge file server</title><p>This server keeps payloads of NATSBridge messages.</p>\n";

/** Answers one request, whatever it is; it never rejects. */
export async function handleRequest(exchange: Omit<Exchange, "path">): Promise<void> {
  const { request, response, settings } = exchange;
  try {
    assertHost(request, settings);
    admitPage(request, response, settings);
    const isPreflight = request.method === "OPTIONS" && settings.cors !== false;
    if (isPreflight) answerPreflight(request, response, allowedMethods(request, settings));
    else await route({ ...exchange, path: splitPath(request.url ?? "/") });
  } catch (error) {
    const refusal = error instanceof Refusal ? error : unavailable(error);
    // Nothing can be said once the answer has begun, but that it is broken.
    if (response.headersSent || request.socket.destroyed) response.destroy();
    else sendRefusal(request, response, refusal);
  }
}

/** A fault of the machine says nothing about the file: it may be read a little later. */
function unavailable(error: unknown): Refusal {
  const code = errorCode(error);
  const why = code === "" ? "" : ` (${code})`;
  return new Refusal(503, `the server cannot do that now${why}`, { "Retry-After": "1" });
}

async function route(exchange: Exchange): Promise<void> {
  const { request, response, settings, path } = exchange;
  const method = request.method === "HEAD" ? "GET" : request.method;
  switch (`${method} /${path[0] ?? ""} ${path.length}`) {
    case "POST /upload 1":
      return createUpload(exchange);
    case "GET /upload 2":
      return showUpload(exchange);
    case "DELETE /upload 2":
      return removeUpload(exchange);
    case "POST /file 2":
      return addFile(exchange);
    case "GET /file 4":
      return readFile(exchange);
    case "DELETE /file 4":
      return removeFile(exchange);
    case "GET /version 1":
      return sendJson(response, SERVER_VERSION);
    case "GET /config 1":
      return sendJson(response, describeServer(settings));
    case "GET /health 1":
      return sendText(response, 200, "ok\n");
    case "GET / 0":
      return sendText(response, 200, HOME_PAGE, { "Content-Type": "text/html; charset=utf-8" });
    default:
      throw new Refusal(404, "page not found");
  }
}

function splitPath(url: string): readonly string[] {
  const [path = "/"] = url.split(/[?#]/, 1);
  try {
    return path
      .split("/")
      .slice(1)
      .map(decodeURIComponent)
      .slice(0, path === "/" ? 0 : undefined);
  } catch {
    throw new Refusal(400, "malformed path");
  }
}
