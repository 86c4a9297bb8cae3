import type { OutgoingHttpHeaders } from "node:http";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NATSBridge } from "natsbridge";
import type { Browser, Page } from "playwright-core";
import { buildPages } from "./build-pages.ts";
import { launchChromium } from "./launch-chromium.ts";
import { type FileSite, serveFiles } from "./serve-files.ts";

/** All that a test of the browser needs: servers, a peer in Node, and Chromium. */
export interface World extends AsyncDisposable {
  readonly nats: NatsServer;
  /** WebSocket URL of the server. */
  readonly broker: string;
  readonly files: LocalFileServer;
  readonly node: NATSBridge;
  readonly site: FileSite;
  readonly browser: Browser;
  /** Opens a page of the site and waits for its scripts. */
  open(path: string): Promise<Page>;
}

/** Starts everything; whatever fails, nothing stays behind. */
export async function startWorld(
  pages: readonly string[],
  options: {
    readonly headers?: OutgoingHttpHeaders;
    readonly flags?: readonly string[];
    readonly jetstream?: boolean;
  } = {},
): Promise<World> {
  await using started = new AsyncDisposableStack();
  const nats = started.use(
    await startNatsServer({ websocket: true, jetstream: options.jetstream ?? false }),
  );
  const files = started.use(await createLocalFileServer({ cors: true }));
  const node = started.use(
    await NATSBridge.connect({ broker_url: nats.url, fileserver_url: files.url }),
  );
  const site = started.use(await serveFiles(await buildPages(...pages), options.headers));
  const browser = started.adopt(await launchChromium(...(options.flags ?? [])), (launched) =>
    launched.close(),
  );
  const all = started.move();
  return {
    nats,
    broker: nats.websocketUrl ?? "",
    files,
    node,
    site,
    browser,
    async open(path) {
      const page = await browser.newPage();
      await page.goto(`${site.origin}/${path}`, { waitUntil: "load" });
      return page;
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
