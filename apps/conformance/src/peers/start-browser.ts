import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, chromiumExecutable } from "testkit";
import { bundleScripts, ENTRY_SCRIPT } from "../bundle/bundle-scripts.ts";
import type { PeerProcess, PeerServers } from "./peer-declaration.ts";

const START_TIMEOUT_MS = 30_000;
/** Opens a page with the worker in headless Chromium. Throws where Chromium is not installed. */
export async function startBrowser({ websocketUrl }: PeerServers): Promise<PeerProcess> {
  const executablePath = chromiumExecutable();
  const server = servePage(await bundleScripts("browser-worker.ts"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  const close = async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  };
  try {
    const page = await browser.newPage();
    const { ready, ended } = watch(page);
    browser.on("disconnected", () => ended.resolve("Chromium has ended"));
    await page.goto(`http://localhost:${port}/?nats=${encodeURIComponent(websocketUrl)}`);
    await Promise.race([ready.promise, timeout(ended.promise)]);
    return { ended: ended.promise, kill: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function servePage(scripts: ReadonlyMap<string, string>): Server {
  return createServer((request, response) => {
    const script = scripts.get(request.url?.slice(1) ?? "");
    response.setHeader(
      "Content-Type",
      script === undefined ? "text/html; charset=utf-8" : "text/javascript",
    );
    response.end(script ?? `<!doctype html><script type="module" src="/${ENTRY_SCRIPT}"></script>`);
  });
}

function watch(page: Page) {
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  page.on("console", (message) => {
    if (message.text() === "ready browser") ready.resolve();
  });
  page.on("pageerror", (error) => ready.reject(error));
  page.on("crash", () => ended.resolve("the page has crashed"));
  return { ready, ended };
}

async function timeout(ended: Promise<string>): Promise<never> {
  const late = new Promise<string>((resolve) => {
    setTimeout(
      () => resolve(`the page was not ready after ${START_TIMEOUT_MS} ms`),
      START_TIMEOUT_MS,
    ).unref();
  });
  throw new Error(await Promise.race([ended, late]));
}
