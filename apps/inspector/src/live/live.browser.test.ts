import type { Page } from "playwright-core";
import { fillField } from "testkit/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Inspector,
  keepScreenshot,
  startInspector,
} from "../testing/start-inspector.test.support.ts";

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

test("the page obeys its own policy", async () => {
  await keepScreenshot(page, "live");
  expect(await page.evaluate(() => violations)).toEqual([]);
});
