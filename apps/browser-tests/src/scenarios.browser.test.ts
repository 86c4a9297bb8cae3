import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { ensureStream, type ReceivedEnvelope } from "natsbridge";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { startWorld, type World } from "./harness/start-world.ts";

let world: World;
let page: Page;

beforeAll(async () => {
  world = await startWorld(["scenarios.html"], { jetstream: true });
  await ensureStream(world.node.connection, { name: "ORDERS", subjects: ["orders.>"] });
});
afterAll(() => world?.[Symbol.asyncDispose]());

beforeEach(async () => {
  page = await world.open("scenarios.html");
  await page.evaluate(
    async ([broker = "", files = ""]) => {
      globalThis.bridge = await scenarios.connect.connect(broker, files);
    },
    [world.broker, world.files.url],
  );
});
afterEach(() => page.close());

/** What Node hears on a subject once `send` ran. */
async function heard(subject: string, send: () => Promise<void>): Promise<ReceivedEnvelope> {
  const subscription = world.node.subscribe(subject);
  try {
    const next = subscription[Symbol.asyncIterator]().next();
    await subscription.ready;
    await send();
    const { value } = await next;
    return value;
  } finally {
    subscription.unsubscribe();
  }
}

/** Lets what the page has subscribed to reach the server. */
const flushed = () => page.evaluate(() => bridge.connection.flush());

const picture = new URL("../../examples/chat/screenshot.png", import.meta.url);
const film = { name: "film.mp4", mimeType: "video/mp4", buffer: randomBytes(3_000_000) };

test("a page sends settings", async () => {
  const send = () => page.evaluate(() => scenarios.settings.send(bridge, slider));
  const { payloads } = await heard("control", send);
  expect(payloads).toEqual([["config", { step_size: 0.25 }, "dictionary"]]);
});

test("a page receives settings", async () => {
  await page.evaluate(() => void scenarios.settings.receive(bridge, output));
  await flushed();
  await world.node.smartsend("control", [["config", { step_size: 0.01 }, "dictionary"]]);
  const said = page.locator("#output");
  await expect.poll(() => said.textContent()).toBe('config {"step_size":0.01}');
});

test("a page sends a text and a picture", async () => {
  const bytes = await readFile(picture);
  await page.setInputFiles("#picked", { name: "photo.png", mimeType: "image/png", buffer: bytes });
  const send = () => page.evaluate(() => scenarios.chat.send(bridge, picked));
  const { payloads } = await heard("chat", send);
  expect(payloads).toEqual([
    ["message", "Look at this!", "text"],
    ["photo", new Uint8Array(bytes), "image"],
  ]);
});

test("a page shows a text and a picture", async () => {
  await page.evaluate(() => void scenarios.chat.receive(bridge, list));
  await flushed();
  const bytes = new Uint8Array(await readFile(picture));
  await world.node.smartsend("chat", [
    ["message", "<b>Look</b>", "text"],
    ["photo", bytes, "image"],
  ]);
  const width = () => page.evaluate(() => list.querySelector("img")?.naturalWidth ?? 0);
  await expect.poll(width).toBeGreaterThan(0);
  expect(await page.locator("#list").textContent()).toBe("<b>Look</b>");
});

test("a page sends a table", async () => {
  const send = () => page.evaluate(() => scenarios.table.send(bridge));
  const { payloads } = await heard("readings", send);
  const [, table] = payloads[0] ?? [];
  expect(table).toMatchObject({ numRows: 2, numCols: 2 });
});

test("a page shows a table", async () => {
  await page.evaluate(() => void scenarios.table.receive(bridge, sheet));
  await flushed();
  const rows = [
    { id: 1, value: 0.5 },
    { id: 2, value: null },
  ];
  await world.node.smartsend("readings", [["readings", rows, "arrowtable"]]);
  await expect.poll(() => page.locator("td").allTextContents()).toEqual(["1", "0.5", "2", "null"]);
});

test("a page sends a file", async () => {
  await page.setInputFiles("#picked", film);
  const send = () => page.evaluate(() => scenarios.file.send(bridge, picked));
  const { payloads, payload_info } = await heard("films", send);
  expect(payload_info).toMatchObject([{ transport: "link", size: 3_000_000, verified: true }]);
  expect(payloads[0]?.[1]).toEqual(new Uint8Array(film.buffer));
});

test("a page receives a file, and gives it to its user", async () => {
  await page.evaluate(() => void scenarios.file.receive(bridge, list));
  await flushed();
  await world.node.smartsend("films", [["film", film.buffer, "video"]]);
  const link = page.locator("#list a");
  await expect.poll(() => link.allTextContents()).toEqual(["film 3000000 bytes"]);
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  expect(download.suggestedFilename()).toBe("received.mp4");
  expect((await readFile(await download.path())).equals(film.buffer)).toBe(true);
});

test("a page answers a request", async () => {
  await page.evaluate(() => scenarios.service.serve(bridge).ready);
  const { payloads } = await world.node.request("square", [["n", 12, "dictionary"]]);
  expect(payloads).toEqual([["result", 144, "dictionary"]]);
});

test("a page asks a service", async () => {
  const service = world.node.serve("square", () => [["result", 144, "dictionary"]]);
  await service.ready;
  await page.evaluate(() => scenarios.service.ask(bridge, output));
  expect(await page.locator("#output").textContent()).toBe("144");
  await service.stop();
});

test("a page stores an order in a stream, and works it off", async () => {
  await page.evaluate(() => scenarios.stream.send(bridge));
  await page.evaluate(async () => {
    await scenarios.stream.consume(bridge, list).ready;
  });
  await expect.poll(() => page.locator("#list").textContent()).toBe('{"id":1}');
});
