import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { NATSBridge } from "natsbridge";
import { type Browser, chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS, chromiumExecutable } from "testkit";
import { build } from "vite";

declare global {
  var violations: string[];
}

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
}

/** Builds the page, starts `natsbridge dev` and Chromium. */
export async function startInspector(): Promise<Inspector> {
  const started = new AsyncDisposableStack();
  const outDir = await mkdtemp(join(tmpdir(), "natsbridge-inspector-"));
  started.defer(() => rm(outDir, { recursive: true }));
  await build({
    configFile: join(apps, "inspector/vite.config.ts"),
    logLevel: "error",
    build: { outDir, emptyOutDir: true },
  });
  const child = spawn(
    process.execPath,
    [
      "--conditions=@natsbridge/source",
      join(apps, "cli/src/main.ts"),
      ...["dev", "--json", "--free-ports", "--page", outDir],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  started.defer(async () => {
    const gone = once(child, "exit");
    child.kill("SIGINT");
    await gone;
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, "line")) as [string];
  const ready = JSON.parse(line) as Readonly<Record<string, string>>;
  const { nats = "", files = "", page = "", websocket = "" } = ready;
  const bridge = started.use(
    await NATSBridge.connect({ broker_url: nats, fileserver_url: files, sender_name: "Ada" }),
  );
  const browser = await chromium.launch({
    executablePath: chromiumExecutable(),
    args: [...CHROMIUM_FLAGS],
  });
  started.defer(() => browser.close());
  return {
    url: page,
    brokerUrl: nats,
    websocketUrl: websocket,
    filesUrl: files,
    bridge,
    browser,
    async open(options = {}, hash = "") {
      const tab = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
      await tab.addInitScript(() => {
        globalThis.violations = [];
        document.addEventListener("securitypolicyviolation", (event) => {
          violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
        });
      });
      await tab.goto(`${page}/${hash}`);
      return tab;
    },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

/** Keeps a picture of a page, to be looked at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  await mkdir(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `inspector-${name}.png`) });
}
