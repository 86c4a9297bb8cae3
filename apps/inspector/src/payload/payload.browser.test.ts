import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { NATSBridge } from "natsbridge";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Inspector, startInspector } from "../testing/start-inspector.test.support.ts";

let inspector: Inspector;
let page: Page;

beforeAll(async () => {
  inspector = await startInspector();
  page = await inspector.openLive();
});
afterEach(async () => {
  expect(await page.evaluate(() => violations)).toEqual([]);
});
afterAll(() => inspector[Symbol.asyncDispose]());

const message = () => page.getByRole("article");
const button = (name: string | RegExp) => message().getByRole("button", { name });
const open = (subject: RegExp) =>
  page.getByRole("listitem").getByRole("button", { name: subject }).click();

test("a huge file is looked at a piece at a time, and nothing else of it is read", async () => {
  const huge = Buffer.alloc(50_000_000);
  huge.write("begins here");
  huge.write("second piece", 4_096);
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().startsWith(inspector.filesUrl)) asked.push(request.method());
  });
  await inspector.bridge.smartsend("huge", [["film.bin", huge, "binary"]]);
  await open(/huge/);
  await message().getByText("There, expires in").waitFor();
  await button("Look at a piece").click();
  await message().getByText("bytes 0 to 4,095 of 50,000,000 · unverified").waitFor();
  await message().getByText("begins here", { exact: false }).waitFor();
  await button("After").click();
  await message().getByText("bytes 4,096 to 8,191 of 50,000,000 · unverified").waitFor();
  await message().getByText("second piece", { exact: false }).waitFor();
  await button("Before").click();
  await message().getByText("bytes 0 to 4,095 of 50,000,000 · unverified").waitFor();
  expect(asked.filter((method) => method !== "OPTIONS")).toEqual(["HEAD", "GET", "GET", "GET"]);
});

test("a file that is gone is told as gone, before anybody asks for it", async () => {
  const [env] = await inspector.bridge.smartsend("gone", [
    ["gone.bin", Buffer.alloc(2_000_000), "binary"],
  ]);
  const [payload] = env.payloads;
  const url = new URL(String(payload?.data));
  const gone = url.href.replace(/[^/]+$/, "gone.bin");
  const body = JSON.stringify(env).replaceAll(
    url.href,
    gone.replace(/\/file\/[^/]+/, "/file/none"),
  );
  inspector.bridge.connection.publish("gone.now", body);
  await open(/gone\.now/);
  await message().getByText(`Gone from ${url.origin}`).waitFor();
});

test("a link to another file server is followed once its origin was allowed", async () => {
  await using files = await createLocalFileServer({ cors: true });
  await using other = await NATSBridge.connect({
    broker_url: inspector.brokerUrl,
    fileserver_url: files.url,
  });
  const { origin } = new URL(files.url);
  await other.smartsend("elsewhere", [["far.bin", Buffer.alloc(2_000_000, 0x41), "binary"]]);
  await open(/elsewhere/);
  const allow = button(`Allow ${origin} until I disconnect`);
  await allow.waitFor();
  expect(await button(/^Load/).count()).toBe(0);
  await allow.click();
  await button("Load 2.0 MB").click();
  await message().getByText("checksum verified").waitFor();
  await message().getByText("AAAAAAAAAAAAAAAA", { exact: false }).waitFor();
});

test("a PDF is shown by the browser where it can, in a frame of its own", async () => {
  await inspector.bridge.smartsend("pdf", [["paper.pdf", Buffer.from(PDF), "binary"]]);
  await open(/pdf/);
  const can = await page.evaluate(() => navigator.pdfViewerEnabled);
  if (can) {
    await button("Show the PDF").click();
    await message().locator("iframe[title='paper.pdf']").waitFor();
  } else await message().getByText("this browser has no viewer for it").waitFor();
});

test("a small picture is enlarged, in steps", async () => {
  const pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  await inspector.bridge.smartsend("pixel", [["dot.png", Buffer.from(pixel, "base64"), "image"]]);
  await open(/pixel/);
  await message().getByText("1 × 1 pixels").waitFor();
  const picture = message().getByRole("img", { name: "dot.png" });
  for (const _ of [1, 2, 4, 8]) await button("Larger").click();
  await message().getByText("1 × 1 pixels · 800 %").waitFor();
  expect(await picture.evaluate((image) => image.clientWidth)).toBe(8);
  expect(await button("Larger").isDisabled()).toBe(true);
  await button("Fit").click();
  expect(await picture.evaluate((image) => image.clientWidth)).toBe(1);
});

test("a deep value is opened level by level, and does not hold the page", async () => {
  let deep: unknown = "at the end";
  for (let level = 0; level < 900; level += 1) deep = { in: deep };
  await inspector.bridge.smartsend("deep", [["deep", deep as object, "dictionary"]]);
  await open(/deep/);
  const levels = () => message().locator(".tree details").count();
  await expect.poll(levels).toBe(5);
  await message().locator(".tree summary").last().click();
  await expect.poll(levels).toBe(6);
});

test("what cannot be shown says why in its place, and the page lives on", async () => {
  await page.evaluate(() => {
    URL.createObjectURL = () => {
      throw new Error("no room for another file");
    };
  });
  await inspector.bridge.smartsend("broken", [["note", "a text to be saved", "text"]]);
  await open(/broken/);
  const alert = message().getByRole("alert");
  await alert.getByText("no room for another file").waitFor();
  expect(await alert.textContent()).toBe("Cannot be shownno room for another file");
  await message().getByText("Body as it came").waitFor();
  await page.getByRole("link", { name: "Streams" }).click();
  await page.getByRole("heading", { name: "Streams", exact: true }).waitFor();
});

/** A page of nothing. */
const PDF = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
%%EOF`;
