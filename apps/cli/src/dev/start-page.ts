import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import sirv from "sirv";
import { isFreePort } from "./free-port.ts";

const USUAL_PORT = 8222;

/** What the page may load: itself, brokers and file servers, and what it has read. */
const POLICY =
  "default-src 'self'; connect-src 'self' ws: wss: http: https:; img-src 'self' blob:; media-src 'self' blob:; frame-src blob:";

/** A page that is served. */
export interface DevPage extends AsyncDisposable {
  readonly url: string;
  /** Under which names it is opened. */
  readonly origins: readonly string[];
  /** Says what the page is told from now on. */
  tell(settings: PageSettings): void;
}

/** What the page asks for at `/natsbridge.json`, so that it need not be told where things are. */
export interface PageSettings {
  readonly websocket: string | undefined;
  readonly files: string;
}

/** The folder of the inspector's files; undefined where it was not built. */
export function pageFolder(): string | undefined {
  try {
    const page = fileURLToPath(import.meta.resolve("@natsbridge/inspector/index.html"));
    return existsSync(page) ? dirname(page) : undefined;
  } catch {
    return undefined;
  }
}

/** Serves a page, on the usual port where that is free. */
export async function startPage(folder: string, freePorts: boolean): Promise<DevPage> {
  let settings: PageSettings | undefined;
  const files = sirv(folder, { dev: true, single: true });
  const server = createServer((request, response) => {
    response.setHeader("Content-Security-Policy", POLICY);
    response.setHeader("X-Content-Type-Options", "nosniff");
    if (request.url === "/natsbridge.json") {
      response.setHeader("Content-Type", "application/json");
      response.end(JSON.stringify(settings ?? {}));
      return;
    }
    files(request, response);
  });
  const isUsual = !freePorts && (await isFreePort(USUAL_PORT));
  server.listen(isUsual ? USUAL_PORT : 0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    origins: [url, `http://localhost:${port}`],
    tell(found) {
      settings = found;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
