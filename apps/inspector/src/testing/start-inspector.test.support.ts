import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { NATSBridge } from "natsbridge";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, noteViolations, testBrowser } from "testkit/browser";
import { BUILT_PAGE } from "./build-page.test.support.ts";

const apps = join(import.meta.dirname, "../../..");
const screenshots = join(apps, "../.cache/screenshots");

/** The page as `natsbridge dev` serves it, a browser, and a peer in Node. */
export interface Inspector extends AsyncDisposable {
  readonly url: string;
  readonly brokerUrl: string;
  readonly websocketUrl: string;
  readonly filesUrl: string;
  readonly bridge: NATSBridge;
  readonly browser: Browser;
  /** Opens the page in a tab of its own, which notes what its policy refused. */
  open(options?: Parameters<Browser["newPage"]>[0], hash?: string): Promise<Page>;
  /** Opens the page where messages pass, connected and waiting for the first. */
  openLive(options?: Parameters<Browser["newPage"]>[0]): Promise<Page>;
}

/** Starts `natsbridge dev` with the built page, and the browser of this run. */
export async function startInspector(): Promise<Inspector> {
  const started = new AsyncDisposableStack();
  const child = spawn(
    process.execPath,
    [
      "--conditions=@natsbridge/source",
      join(apps, "cli/src/main.ts"),
      ...["dev", "--json", "--free-ports", "--page", process.env[BUILT_PAGE] ?? ""],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  started.defer(async () => {
    const gone = once(child, "exit");
    child.kill("SIGINT");
    await gone;
  });
  const lines = createInterface({ input: child.stdout });
  const [[line], browser] = await Promise.all([
    once(lines, "line") as Promise<[string]>,
    launchBrowser(),
  ]);
  started.defer(() => browser.close());
  const ready = JSON.parse(line) as Readonly<Record<string, string>>;
  const { nats = "", files = "", page = "", websocket = "" } = ready;
  const bridge = started.use(
    await NATSBridge.connect({ broker_url: nats, fileserver_url: files, sender_name: "Ada" }),
  );
  const open: Inspector["open"] = async (options = {}, hash = "") => {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
    await noteViolations(tab);
    await tab.goto(`${page}/${hash}`);
    return tab;
  };
  return {
    url: page,
    brokerUrl: nats,
    websocketUrl: websocket,
    filesUrl: files,
    bridge,
    browser,
    open,
    async openLive(options) {
      const tab = await open(options);
      await tab.getByRole("heading", { name: "Waiting for messages" }).waitFor();
      return tab;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Keeps a picture of a page, to be looked at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  // Without hiding the caret, for which a style would be put into the page.
  await page.screenshot({
    caret: "initial",
    path: join(screenshots, `inspector-${name}-${testBrowser()}.png`),
  });
}
