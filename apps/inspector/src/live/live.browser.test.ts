import type { Page } from "playwright-core";
import { fillField } from "testkit/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Inspector,
  keepScreenshot,
  startInspector,
} from "../testing/start-inspector.test.support.ts";

declare global {
  /** Messages that have come, and what is to read them. */
  var flood: { come: number; readonly held: (() => void)[] };
}

let inspector: Inspector;
let page: Page;

beforeAll(async () => {
  inspector = await startInspector();
  page = await inspector.openLive();
});
afterAll(() => inspector[Symbol.asyncDispose]());

const list = () => page.getByRole("region", { name: "Messages" }).getByRole("listitem");
const row = (name: string | RegExp) => list().getByRole("button", { name });
const message = () => page.getByRole("article");

test("a message appears as it passes, and shows what it says of itself", async () => {
  await inspector.bridge.smartsend("orders.new", [
    ["greeting", "Hello <b>there</b>", "text"],
    ["config", { rate: 0.5, tags: ["a", "b"] }, "dictionary"],
  ]);
  await row(/orders\.new chat Ada greeting \(text\), config \(dictionary\)/).click();
  await message().getByText("Hello <b>there</b>").waitFor();
  await message().getByText('"b"').waitFor();
  expect(await message().locator("b").count()).toBe(0);
  expect(await message().getByRole("heading", { name: "orders.new" }).count()).toBe(1);
  await page.keyboard.press("Escape");
  await expect.poll(() => message().count()).toBe(0);
});

test("a link is fetched when that is asked for", async () => {
  await inspector.bridge.smartsend("orders.big", [
    ["notes.bin", new Uint8Array(3_000_000).fill(7), "binary"],
  ]);
  await row(/orders\.big/).click();
  await message().getByRole("button", { name: "Load 3.0 MB" }).click();
  await message().getByText("00000000 07 07 07 07", { exact: false }).waitFor();
  await message().getByRole("link", { name: "Save, 3.0 MB" }).waitFor();
});

test("a table is a grid of which only what is in view exists", async () => {
  const rows = Array.from({ length: 50_000 }, (_, index) => ({ index, name: `row ${index}` }));
  await inspector.bridge.smartsend("tables", [["rows", rows, "arrowtable"]]);
  await row(/tables/).click();
  await message().getByRole("button", { name: "Load" }).click();
  await message().getByText("50,000 rows · 2 columns").waitFor();
  const grid = message().getByRole("grid");
  await grid.getByText("row 0", { exact: true }).waitFor();
  expect(await grid.getByRole("row").count()).toBeLessThan(100);
  await grid.getByRole("cell").first().click();
  await page.keyboard.press("Control+ArrowDown");
  await grid.getByText("row 49999", { exact: true }).waitFor();
  expect(await grid.getByRole("row").count()).toBeLessThan(100);
});

test("what is no message of NATSBridge is shown as what it is", async () => {
  inspector.bridge.connection.publish("other.text", "just text");
  inspector.bridge.connection.publish("other.bytes", new Uint8Array([0xff, 0, 0x41]));
  await row(/other\.text/).click();
  await message().getByText("Body as it came").click();
  await message().getByText("just text").waitFor();
  await row(/other\.bytes/).click();
  await message().getByText("Body as it came").click();
  await message().getByText("00000000 ff 00 41", { exact: false }).waitFor();
});

test("of thousands of messages those in view exist, and a filter finds the others", async () => {
  for (let index = 0; index < 3_000; index += 1) {
    inspector.bridge.connection.publish(`many.${index}`, "x");
  }
  await page.getByText("3,005 received").waitFor();
  expect(await list().count()).toBeLessThan(80);
  // Who looks at a message is not moved away from it.
  expect(await row(/many\.2999/).count()).toBe(0);
  await page.getByRole("button", { name: "newer" }).click();
  await row(/many\.2999/).waitFor();
  await fillField(page.getByRole("textbox", { name: "Filter" }), "many.17");
  await page.getByText("3,005 received · 111 shown").waitFor();
  await row(/many\.1799/).waitFor();
  await fillField(page.getByRole("textbox", { name: "Filter" }), "");
});

test("messages of one correlation stand together when that is asked for", async () => {
  const tab = await inspector.openLive();
  for (const [subject, correlation_id] of [
    ["group.1", "aaaaaaaa-0000-4000-8000-000000000000"],
    ["group.2", "bbbbbbbb-0000-4000-8000-000000000000"],
    ["group.3", "aaaaaaaa-0000-4000-8000-000000000000"],
  ] as const) {
    await inspector.bridge.smartsend(subject, [["text", "x", "text"]], { correlation_id });
  }
  const subjects = () => tab.locator(".list-rows .cell-subject").allTextContents();
  await expect.poll(subjects).toEqual(["group.1", "group.2", "group.3"]);
  await tab.getByRole("button", { name: "Group", exact: true }).click();
  await expect.poll(subjects).toEqual(["group.1", "group.3", "group.2"]);
  await tab.close();
});

test("what comes faster than it is read is dropped, and counted", async () => {
  const tab = await inspector.openLive();
  const [, text] = await inspector.bridge.smartsend("flood.first", [["text", "x", "text"]]);
  await tab.getByText("1 received").waitFor();
  // Nothing is read until more has come than may wait: each message that comes is given its time.
  await tab.evaluate(() => {
    const flood = { come: 0, held: [] as (() => void)[] };
    const Time = Date;
    globalThis.Date = class extends Time {
      constructor(...given: []) {
        super(...given);
        flood.come += 1;
      }
    } as DateConstructor;
    globalThis.setTimeout = ((read: () => void) => flood.held.push(read)) as typeof setTimeout;
    globalThis.flood = flood;
  });
  for (let sent = 0; sent < 12_000; sent += 1) inspector.bridge.connection.publish("flood", text);
  await inspector.bridge.connection.flush();
  await expect.poll(() => tab.evaluate(() => flood.come)).toBeGreaterThanOrEqual(12_000);
  await expect
    .poll(async () => {
      await tab.evaluate(() => {
        for (const read of flood.held.splice(0)) read();
      });
      return tab.getByRole("main").getByRole("status").textContent();
    })
    .toBe("12,001 received · 5,001 shown · 7,000 dropped");
  await tab.close();
});

test("the page obeys its own policy", async () => {
  await keepScreenshot(page, "live");
  expect(await page.evaluate(() => violations)).toEqual([]);
});
