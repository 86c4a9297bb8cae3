import type { Page } from "playwright-core";
import { loadVectors } from "testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "./harness/start-world.ts";
import { samplePayloads } from "./pages/sample-payloads.ts";

declare global {
  var core: typeof import("@natsbridge/core");
  var violations: string[];
}

/** The strictest policy under which a page still gets at its broker and its store. */
const POLICY = "default-src 'self'; connect-src 'self' ws://127.0.0.1:* http://127.0.0.1:*";

let world: World;
let page: Page;
let where: { broker_url: string; fileserver_url: string };
const loaded: string[] = [];

beforeAll(async () => {
  world = await startWorld(["lean.html"], { headers: { "Content-Security-Policy": POLICY } });
  where = { broker_url: world.broker, fileserver_url: world.files.url };
  page = await world.browser.newPage();
  page.on("request", (request) => {
    if (request.url().endsWith(".js")) loaded.push(request.url());
  });
  await page.addInitScript(() => {
    globalThis.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => {
      violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
    });
  });
  await page.goto(`${world.site.origin}/lean.html`);
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** Scripts that the browser asks for while `work` runs. */
async function scriptsLoadedBy(work: () => Promise<unknown>): Promise<number> {
  const before = loaded.length;
  await work();
  return loaded.length - before;
}

/** Receives a message in the page; gives the types of its payloads. */
async function receive(text: string): Promise<string[]> {
  return page.evaluate(
    async ({ text, where }) => {
      const env = await core.smartreceive(text, where);
      return env.payloads.map(([, , type]) => type);
    },
    { text, where },
  );
}

async function written(
  payloads: Parameters<typeof world.node.smartsend>[1],
  options: Parameters<typeof world.node.smartsend>[2] = {},
): Promise<string> {
  const [, text] = await world.node.smartsend("x", payloads, { ...options, is_publish: false });
  return text;
}

// In this order: each loads what the ones before did not need.
test("reading text, JSON and bytes loads nothing, and the first link what reads links", async () => {
  const payloads = samplePayloads().filter(([, , type]) => type !== "arrowtable");
  const direct = await written(payloads);
  const links = await written(payloads, { size_threshold: 1 });
  const reading = (text: string) => async () => expect(await receive(text)).toHaveLength(7);
  expect(await scriptsLoadedBy(reading(direct))).toBe(0);
  const before = loaded.length;
  await reading(links)();
  const names = loaded.slice(before).map((url) => url.match(/assets\/(.*)-[\w-]{8}\.js/)?.[1]);
  expect(names.sort()).toEqual(["download-bytes", "fetch-link", "http-download"]);
  expect(await scriptsLoadedBy(reading(links))).toBe(0);
});

test("connecting loads the NATS client", async () => {
  const send = () =>
    page.evaluate((where) => core.smartsend("a", [["t", "x", "text"]], where), where);
  expect(await scriptsLoadedBy(send)).toBe(1);
  expect(await scriptsLoadedBy(send)).toBe(0);
});

const rows = Array.from({ length: 500 }, (_, id) => ({ id, name: `row ${id % 3}` }));

test("the first table loads Arrow, and no compression", async () => {
  const text = await written([["t", rows, "arrowtable"]]);
  const scripts = await scriptsLoadedBy(() => receive(text));
  expect(scripts).toBeGreaterThanOrEqual(1);
  expect(loaded.filter((url) => /decode-frame|zstd/.test(url))).toEqual([]);
  expect(await scriptsLoadedBy(() => receive(text))).toBe(0);
});

test.each(["arrow-python-lz4", "arrow-file-zstd"])(
  "the first table compressed as %s loads what decompresses it",
  async (name) => {
    const vector = loadVectors().find((each) => each.name === name);
    const text = Buffer.from(vector?.envelope_base64 ?? "", "base64").toString();
    const before = loaded.length;
    await receive(text);
    // A message of another dialect also loads what reads that.
    const codecs = loaded.slice(before).filter((url) => /decode-frame|zstd/.test(url));
    expect(codecs).toHaveLength(1);
    expect(await scriptsLoadedBy(() => receive(text))).toBe(0);
  },
);

test("sending every type and streams works too, and the policy was never violated", async () => {
  const bytes = await page.evaluate(async (where) => {
    const payloads: Parameters<typeof core.smartsend>[1] = [
      ["text", "x", "text"],
      ["rows", [{ a: 1 }], "jsontable"],
      ["table", [{ a: 1 }], "arrowtable"],
      ["file", new Blob(["hello"]), "binary"],
    ];
    const [, , receipt] = await core.smartsend("a", payloads, { ...where, size_threshold: 1 });
    return receipt.payloads.map((payload) => payload.transport);
  }, where);
  expect(bytes).toEqual(["link", "link", "link", "link"]);
  expect(await page.evaluate(() => violations)).toEqual([]);
});

test("a forbidden store is named, with the policy that forbids it", async () => {
  const text = await written([["t", "x", "text"]], { size_threshold: 1 });
  const elsewhere = text.replaceAll("127.0.0.1", "127.0.0.2");
  const error = await page.evaluate(
    async (message) =>
      core
        .smartreceive(message, { allowed_link_origins: "any", max_retries: 1 })
        .then(() => "no error", String),
    elsewhere,
  );
  expect(error).toContain("connect-src of the page's content security policy");
  // This shows too that violations are seen.
  expect((await page.evaluate(() => violations)).length).toBeGreaterThan(0);
});
