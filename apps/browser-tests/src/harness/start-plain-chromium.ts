import { join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { CHROMIUM_FLAGS, chromiumExecutable, startChildServer } from "testkit";

/** A Chromium with tabs as its users have them. */
export interface PlainChromium extends AsyncDisposable {
  readonly context: BrowserContext;
}

/**
 * Starts a Chromium in which only the tab in front is visible: one that Playwright starts itself shows all of them, and
 * the browser freezes none that is visible.
 */
export async function startPlainChromium(): Promise<PlainChromium> {
  await using started = new AsyncDisposableStack();
  const server = started.use(
    await startChildServer({
      program: chromiumExecutable(),
      args: (port, directory) => [
        "--headless",
        ...CHROMIUM_FLAGS,
        `--remote-debugging-port=${port}`,
        `--user-data-dir=${join(directory, "profile")}`,
        "about:blank",
      ],
    }),
  );
  const browser = await chromium.connectOverCDP(server.url, { noDefaults: true });
  // Its processes write into the directory until they have ended.
  started.defer(async () => {
    const devtools = await browser.newBrowserCDPSession();
    const closed = new Promise((resolve) => browser.once("disconnected", resolve));
    await devtools.send("Browser.close");
    await closed;
  });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error("Chromium has no context of its own");
  const all = started.move();
  return { context, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
