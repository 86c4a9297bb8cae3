import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";
import type { CheckResult, SuiteSettings } from "../suite/check.ts";

/** A web server of a built folder, to which its page reports. */
export interface Site extends AsyncDisposable {
  readonly port: number;
  /** What the page said. */
  readonly reported: Promise<readonly CheckResult[]>;
  /** gzip bytes of the scripts that were asked for before the page connected, and in all. */
  weight(): { readonly start: number; readonly all: number };
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
};

interface Told {
  readonly results?: readonly CheckResult[];
  readonly fault?: string;
}

/** Serves a folder on every address; `/settings.json` is what the page is to know, `/report` takes what it says. */
export async function serveSite(directory: string, settings: SuiteSettings): Promise<Site> {
  const reported = Promise.withResolvers<readonly CheckResult[]>();
  reported.promise.catch(() => undefined);
  const weights = { start: 0, all: 0 };
  let isStarting = true;
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://site");
    if (pathname === "/report") {
      const told = JSON.parse(Buffer.concat(await request.toArray()).toString()) as Told;
      response.writeHead(204).end();
      if (told.results) reported.resolve(told.results);
      else reported.reject(new Error(told.fault));
      return;
    }
    if (pathname === "/settings.json") {
      isStarting = false;
      response.setHeader("content-type", "application/json").end(JSON.stringify(settings));
      return;
    }
    const file = readIfThere(join(directory, normalize(pathname)));
    if (file === undefined) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(pathname)] ?? "application/octet-stream";
    if (type === "text/javascript") {
      const size = gzipSync(file, { level: 9 }).length;
      weights.all += size;
      if (isStarting) weights.start += size;
    }
    response.setHeader("content-type", type).end(file);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    reported: reported.promise,
    weight: () => weights,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
