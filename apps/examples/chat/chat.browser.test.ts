import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { makeData, makeVector, Table, TimestampMillisecond } from "apache-arrow";
import { NATSBridge } from "natsbridge";
import type { Browser, Locator, Page } from "playwright-core";
import { fillField, launchBrowser, noteViolations, testBrowser } from "testkit/browser";
import { build, preview } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAgent } from "./agent.ts";

/** Strict: no inline script, no inline style element, nothing from elsewhere; pictures and sounds come as blobs. */
const POLICY =
  "default-src 'self'; img-src blob: data:; media-src blob:; connect-src 'self' ws://127.0.0.1:* http://127.0.0.1:*";

const screenshots = join(import.meta.dirname, "../../../.cache/screenshots");
const started = new AsyncDisposableStack();
let nats: NatsServer;
let agent: NATSBridge;
let node: NATSBridge;
let browser: Browser;
let address: string;
let page: Page;
/** Subject that the page listens on. */
const inbox = "chat.page.test";

beforeAll(async () => {
  nats = started.use(await startNatsServer({ websocket: true }));
  const files = started.use(await createLocalFileServer({ cors: true }));
  const where = { broker_url: nats.url, fileserver_url: files.url };
  agent = started.use(await startAgent(where));
  node = started.use(await NATSBridge.connect(where));

  const outDir = await mkdtemp(join(tmpdir(), "natsbridge-chat-"));
  started.defer(() => rm(outDir, { recursive: true }));
  const site = { root: import.meta.dirname, configFile: false, logLevel: "error" } as const;
  await build({ ...site, build: { outDir, emptyOutDir: true } });
  const headers = { "Content-Security-Policy": POLICY };
  const server = await preview({ ...site, build: { outDir }, preview: { port: 0, headers } });
  started.defer(() => server.close());
  const settings = new URLSearchParams({
    broker: nats.websocketUrl ?? "",
    files: files.url,
    inbox,
  });
  address = `${server.resolvedUrls?.local[0]}?${settings}`;

  browser = await launchBrowser();
  started.defer(() => browser.close());
  await mkdir(screenshots, { recursive: true });
  page = await browser.newPage({
    viewport: { width: 900, height: 1180 },
    locale: "en-GB",
    colorScheme: "light",
  });
  await noteViolations(page);
  await page.goto(address);
  // Nothing was asked of the servers that the link names before the question was answered.
  expect(await page.getByRole("dialog").textContent()).toContain("Broker: ws://");
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("status").getByText("online").waitFor();
}, 120_000);
afterAll(() => started.disposeAsync());

async function reconnected(bridge: NATSBridge): Promise<void> {
  for await (const { type } of bridge.status()) if (type === "reconnect") return;
}

/** Without hiding the caret, for which a style would be put into the page. */
const keepScreenshot = (name: string) =>
  page.screenshot({
    caret: "initial",
    path: join(screenshots, `chat-${name}-${testBrowser()}.png`),
  });
const last = () => page.getByRole("article").last();
const say = async (text: string) => {
  await fillField(page.getByRole("textbox", { name: "Message" }), text);
  await page.keyboard.press("Enter");
};

test("text goes to the agent and back, and stays text", async () => {
  const asked = node.subscribe("chat.agent");
  const heard = asked[Symbol.asyncIterator]().next();
  await asked.ready;
  await say("Hello <b>from the browser</b>");
  const env = (await heard).value;
  expect(env.reply_to).toBe(inbox);
  asked.unsubscribe();
  expect(env.payloads).toEqual([["message", "Hello <b>from the browser</b>", "text"]]);
  await last().getByText("• message: text, 29 bytes, direct").waitFor();
  expect(await page.getByText("Hello <b>from the browser</b>").count()).toBe(1);
  expect(await page.locator("article b").count()).toBe(0);
});

test("a picture is seen and a sound can be played", async () => {
  await page.getByRole("button", { name: "picture" }).click();
  const picture = page.getByRole("img", { name: "waves.png" });
  await picture.waitFor();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(480);
  await page.getByRole("button", { name: "sound" }).click();
  const sound = page.locator("audio[aria-label='a-440-hz.wav']");
  await sound.waitFor();
  await expect
    .poll(() => sound.evaluate((audio: HTMLAudioElement) => audio.duration))
    .toBeCloseTo(2, 1);
});

test("a table of a million rows is a grid of which only what is in view exists", async () => {
  await page.getByRole("button", { name: "table" }).click();
  await page.getByText("1,000,000 rows").waitFor();
  const grid = page.getByRole("grid", { name: "readings" });
  await grid.getByText("2026-01-01T00:00:00.000Z").waitFor();
  expect(await grid.getByRole("row").count()).toBeLessThan(100);
  await keepScreenshot("table");
  const first = grid.getByRole("cell").first();
  await first.click();
  await page.keyboard.press("Control+ArrowDown");
  await grid.getByText("2026-01-12T13:46:39.000Z").waitFor();
  expect(await grid.getByRole("row").count()).toBeLessThan(100);
});

test("a big file shows how far it is", async () => {
  await page.evaluate(() => {
    const seen: string[] = [];
    new MutationObserver(() => {
      const bar = document.querySelector("[role=progressbar][aria-valuenow]");
      const value = bar?.getAttribute("aria-valuenow");
      if (value && seen.at(-1) !== value) seen.push(value);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
    Object.assign(globalThis, { seen });
  });
  await page.getByRole("button", { name: "big file" }).click();
  await page.getByRole("link", { name: "sixty-megabytes.bin · 60.0 MB" }).waitFor();
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen.length).toBeGreaterThan(3);
  expect(seen[0]).toBe("0");
});

test("payloads of one name do not take each other's place", async () => {
  await node.smartsend(inbox, [
    ["same.bin", Buffer.alloc(2_000_000), "binary"],
    ["same.bin", Buffer.alloc(9_000_000), "binary"],
  ]);
  for (const size of ["2.0", "9.0"]) {
    await last()
      .getByRole("link", { name: `same.bin · ${size} MB` })
      .waitFor();
  }
  expect(await last().getByRole("link").allTextContents()).toEqual([
    "same.bin · 2.0 MB",
    "same.bin · 9.0 MB",
  ]);
});

test("files that were picked are sent with the text", async () => {
  await fillField(page.getByRole("textbox", { name: "Message" }), "two files");
  await page.locator("input[type=file]").setInputFiles([
    { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("some notes") },
    { name: "big.bin", mimeType: "", buffer: Buffer.alloc(3_000_000, 1) },
  ]);
  await last().getByText("• message: text, 9 bytes, direct").waitFor();
  await last().getByText("• notes.txt: binary, 10 bytes, direct").waitFor();
  await last().getByText("• big.bin: binary, 3,000,000 bytes, link").waitFor();
});

test("small files are told in kB", async () => {
  await node.smartsend(inbox, [
    ["note.bin", Buffer.alloc(900), "binary"],
    ["page.bin", Buffer.alloc(1_250), "binary"],
  ]);
  await last().getByRole("link", { name: "page.bin · 1.3 kB" }).waitFor();
  await last().getByRole("link", { name: "note.bin · 900 B" }).waitFor();
});

test("a page that is left closes its bridge", async () => {
  const tab = await browser.newPage();
  await tab.goto(address.replace(inbox, "chat.page.left"));
  await tab.getByRole("button", { name: "Connect" }).click();
  await tab.getByRole("status").getByText("online").waitFor();
  const closed = tab.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const { close } = WebSocket.prototype;
        WebSocket.prototype.close = function (...given) {
          close.apply(this, given);
          resolve(this.readyState);
        };
      }),
  );
  await tab.evaluate(() => dispatchEvent(new PageTransitionEvent("pagehide")));
  // Closed by the page itself, not by the end of its process.
  expect(await closed).toBe(WebSocket.CLOSING);
  await tab.close();
});

test("hostile names, SVG, markup and damaged messages do no harm", async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" onload="document.title=1"><script>document.title="x"</script></svg>',
  );
  const name = '"><img src=x onerror=document.title=1>.svg';
  await node.smartsend(
    inbox,
    [
      [name, svg, "image"],
      ["<script>document.title=1</script>", Buffer.from("no sound"), "audio"],
      ["markup", "<img src=x onerror=document.title=1>", "text"],
      ["config", { "<i>key</i>": "<svg onload=document.title=1>" }, "dictionary"],
      ["rows", [{ "<u>column</u>": "<b>cell</b>" }], "jsontable"],
    ],
    { sender_name: "<h1>Mallory</h1>" },
  );
  await last().getByText("<h1>Mallory</h1>").waitFor();
  await last().getByRole("grid").getByText("<b>cell</b>").waitFor();
  await last().getByRole("link", { name }).waitFor();
  await expect.poll(() => last().locator("audio").count()).toBe(0);
  expect(await last().locator("svg, script, h1, b, i, u").count()).toBe(0);
  const link = await last().getByRole("link", { name }).getAttribute("href");
  expect(link).toMatch(/^blob:/);
  node.connection.publish(inbox, "no envelope");
  await last().getByText("Not a msg_envelope_v1").waitFor();
  expect(await page.title()).toBe("NATSBridge chat");
});

test("values that cannot be shown as they are do not end the page, and nobody else is You", async () => {
  const times = makeVector(
    makeData({ type: new TimestampMillisecond(), data: new BigInt64Array([10n ** 17n]) }),
  );
  await node.smartsend(
    inbox,
    [
      ["times", new Table({ times }), "arrowtable"],
      ["rows", [{ trap: { toString: "no function", valueOf: 1 } }], "jsontable"],
    ],
    { sender_name: "You" },
  );
  await last().getByRole("grid").first().getByText("100000000000000000").waitFor();
  await last()
    .getByRole("grid")
    .last()
    .getByText('{"toString":"no function","valueOf":1}')
    .waitFor();
  const left = (article: Locator) =>
    article.evaluate((element) => element.getBoundingClientRect().x);
  expect(await left(last())).toBe(await left(page.getByRole("article").nth(1)));
});

test("the page comes back after the broker went away", async () => {
  // Core NATS forgets what nobody listens to: the agent must be back as well.
  const agentIsBack = reconnected(agent);
  await nats.kill();
  await page.getByRole("status").getByText("reconnecting").waitFor();
  await page.getByRole("alert").getByText("The connection to the broker is lost.").waitFor();
  expect(await page.getByRole("button", { name: "picture" }).isDisabled()).toBe(true);
  await nats.restart();
  await page.getByRole("status").getByText("online").waitFor();
  await agentIsBack;
  await say("still there?");
  await last().getByText("• message: text, 12 bytes, direct").waitFor();
});

test("who is refused by the broker reads why", async () => {
  await using closed = await startNatsServer({
    websocket: true,
    config: 'authorization { user: "me", password: "s3cret" }',
  });
  const open = async (credentials: string) => {
    const broker = closed.websocketUrl?.replace("//", `//${credentials}`) ?? "";
    const other = await browser.newPage();
    await other.goto(address.replace(/broker=[^&]*/, `broker=${encodeURIComponent(broker)}`));
    await other.getByRole("button", { name: "Connect" }).click();
    return other;
  };
  const stranger = await open("");
  await stranger.getByRole("log").getByText("refused the credentials").waitFor();
  expect(await stranger.getByRole("status").textContent()).toBe("connecting");
  await stranger.close();
  const member = await open("me:s3cret@");
  await member.getByRole("status").getByText("online").waitFor();
  await member.getByRole("log").getByText("Ask the agent.").waitFor();
  await member.close();
});

test("two people talk in a room, each seeing what the other says once", async () => {
  const enter = async (name: string) => {
    const tab = await browser.newPage();
    await tab.goto(`${address}&room=garden&name=${name}`);
    await tab.getByRole("button", { name: "Connect" }).click();
    await tab.getByText("You are in the room garden.").waitFor();
    await tab.getByRole("status").getByText("online").waitFor();
    return tab;
  };
  const [ada, bob] = [await enter("Ada"), await enter("Bob")];
  const write = async (tab: Page, text: string) => {
    const box = tab.getByRole("textbox", { name: "Message" });
    await fillField(box, text);
    await box.press("Enter");
  };
  await write(ada, "Hello, Bob");
  await bob.getByText("Hello, Bob").waitFor();
  await bob.getByText("Ada ·", { exact: false }).waitFor();
  await write(bob, "Hello, Ada");
  await ada.getByText("Hello, Ada").waitFor();
  expect(await ada.getByRole("article").count()).toBe(2);
  for (const tab of [ada, bob]) await tab.close();
});

test("the keyboard is enough", async () => {
  await page.bringToFront();
  await page.getByRole("textbox", { name: "Message" }).focus();
  await page.keyboard.type("first line");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second line");
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Send");
  await page.keyboard.press("Enter");
  await last().getByText("• message: text, 22 bytes, direct").waitFor();
});

test("it fits a narrow window", async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  const overflow = () =>
    page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  await expect.poll(overflow).toBeLessThanOrEqual(0);
  const bottom = (name: "textbox" | "button", label: string) =>
    page
      .getByRole(name, { name: label })
      .evaluate((element) => element.getBoundingClientRect().bottom);
  expect(await bottom("button", "Send")).toBeCloseTo(await bottom("textbox", "Message"), -1);
});

test("it follows the system's colours", async () => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  if (testBrowser() === "chromium") await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(background).toBe("rgb(36, 36, 36)");
  await keepScreenshot("narrow-dark");
  // Firefox was started on a dark system, and stays on it.
  if (testBrowser() === "firefox") return;
  await page.emulateMedia({ colorScheme: "light" });
  await expect.poll(background).toBe("rgb(255, 255, 255)");
});

test("the content security policy was never violated", async () => {
  expect(await page.evaluate(() => violations)).toEqual([]);
});
