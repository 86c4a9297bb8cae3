import type { Page } from "playwright-core";
import { fillField } from "testkit/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { savedText } from "../testing/saved-text.test.support.ts";
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

const row = (name: string | RegExp) =>
  page
    .getByRole("region", { name: "Messages" })
    .getByRole("listitem")
    .getByRole("button", { name });
const message = () => page.getByRole("article");

test("hostile names, markup, SVG and HTML are shown as text, and nothing in them runs", async () => {
  const run = "document.title='hacked'";
  const svg = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" onload="${run}"><script>${run}</script></svg>`,
  );
  const html = Buffer.from(`<html><script>${run}</script><img src=x onerror="${run}"></html>`);
  const name = `"><img src=x onerror=${run}>.svg`;
  await inspector.bridge.smartsend(
    "hostile",
    [
      [name, svg, "image"],
      ["page.html", html, "binary"],
      [`<script>${run}</script>`, Buffer.from("no sound"), "audio"],
      ["markup", `<img src=x onerror=${run}>`, "text"],
      ["config", { "<i>key</i>": `<svg onload=${run}>`, constructor: 1 }, "dictionary"],
      ["rows", [{ "<u>column</u>": "<b>cell</b>", "=1+1": "=HYPERLINK(1)" }], "jsontable"],
    ],
    { sender_name: "<h1>Mallory</h1>", msg_purpose: "<i>x</i>" },
  );
  await row(/hostile/).click();
  await message().getByText("<h1>Mallory</h1>").waitFor();
  await message().getByRole("grid").getByText("<b>cell</b>").waitFor();
  await message().getByText("The browser cannot show this image").waitFor();
  await message().getByText("The browser cannot show this audio").waitFor();
  await message().getByText("<i>key</i>").waitFor();
  expect(await message().locator("script, h1, b, i, u, img, iframe").count()).toBe(0);
  expect(await page.title()).toBe("NATSBridge inspector");
  await keepScreenshot(page, "hostile");
});

test("CSV that is saved holds no formulas", async () => {
  const save = message().getByRole("button", { name: "Save as CSV" });
  expect(await savedText(page, save)).toBe("<u>column</u>,'=1+1\r\n<b>cell</b>,'=HYPERLINK(1)\r\n");
});

test("what deviates from the contract is marked, and the message is read all the same", async () => {
  const body = {
    correlation_id: "c1",
    msg_id: "0123456789abcdef0123456789abcdef",
    extra: 1,
    payloads: [],
  };
  inspector.bridge.connection.publish("deviating", JSON.stringify(body));
  await row(/deviating/).click();
  const deviations = message().getByRole("region", { name: "Not as it is written" });
  await deviations.getByText("extra is no field of the contract").waitFor();
});

test("a conversation is drawn: request, refusal, answer", async () => {
  const correlation_id = "7f7b0f3e-43a5-4d0a-9a7f-6f9d0c3b2a11";
  const [asked] = await inspector.bridge.smartsend("orders", [["order", "two pizzas", "text"]], {
    correlation_id,
    sender_name: "Shop",
  });
  for (const msg_purpose of ["NACK", "ACK"]) {
    await inspector.bridge.smartsend("orders.answers", [], {
      correlation_id,
      msg_purpose,
      sender_name: "Kitchen",
      reply_to_msg_id: asked.msg_id,
    });
  }
  await row(/orders\.answers ACK/).click();
  const picture = message().getByRole("img", {
    name: "Shop to orders: chat; Kitchen to Shop: NACK; Kitchen to Shop: ACK",
  });
  await picture.waitFor();
  await keepScreenshot(page, "conversation");
});

test("an expression filters, and a wrong one says why", async () => {
  const filter = page.getByRole("textbox", { name: "Filter" });
  await fillField(filter, "sender == 'Kitchen' && purpose != 'NACK'");
  await row(/orders\.answers ACK/).waitFor();
  await expect.poll(() => row("").count()).toBe(1);
  await fillField(filter, "colour == 1");
  await page.getByText('There is no field "colour"').waitFor();
  await fillField(filter, "");
});

test("a table is searched, sorted, summed up and drawn", async () => {
  const rows = Array.from({ length: 2_000 }, (_, index) => ({
    time: new Date(Date.UTC(2026, 0, 1) + index * 1000),
    value: (index * 7) % 2_000,
    word: index === 1_234 ? "needle" : "hay",
  }));
  await inspector.bridge.smartsend("tables.small", [["readings", rows, "arrowtable"]]);
  await row(/tables\.small/).click();
  const grid = message().getByRole("grid");
  await grid.getByText("2026-01-01T00:00:00.000Z").waitFor();
  await grid.getByRole("columnheader", { name: "value" }).click();
  await grid.getByRole("columnheader", { name: "value" }).click();
  await grid.getByText("1999", { exact: true }).waitFor();
  await fillField(message().getByRole("textbox", { name: "Search in the table" }), "NEEDLE");
  await message().getByText("2,000 rows · 3 columns · 1 found").waitFor();
  await grid.getByText("needle").waitFor();
  await message().getByRole("combobox", { name: "Chart" }).selectOption("value");
  const chart = message().getByRole("figure", { name: "Chart" });
  await chart.getByRole("img", { name: "Chart of value against time" }).waitFor();
  const marks = chart.locator(".plot-mark");
  const values = ["0", "500", "1,000", "1,500"];
  expect(await marks.allTextContents()).toEqual([...values, "00:00", "00:10", "00:20", "00:30"]);
  await chart.getByRole("combobox", { name: "Against" }).selectOption("row");
  await chart.getByRole("img", { name: "Chart of value against row" }).waitFor();
  expect(await marks.allTextContents()).toEqual([...values, "500", "1,000", "1,500", "2,000"]);
  await message().getByText("Columns", { exact: true }).click();
  await message().getByRole("cell", { name: "999.5" }).waitFor();
  await keepScreenshot(page, "table-tools");
});

test("a message can be copied as a program", async () => {
  await message().getByText("Copy as…").click();
  await message().getByText("natsbridge send tables.small readings:arrowtable=@readings").waitFor();
  await message().getByText("Python").click();
  await message().getByText('bridge.smartsend("tables.small"', { exact: false }).waitFor();
});

test("everything is reached with the keyboard alone", async () => {
  const fresh = await inspector.openLive();
  for (const number of [1, 2, 3]) {
    await inspector.bridge.smartsend(`keys.${number}`, [["text", `number ${number}`, "text"]]);
  }
  await fresh.getByText("3 received").waitFor();
  await fresh.getByRole("button", { name: "Pause" }).focus();
  await fresh.keyboard.press("Tab");
  await fresh.keyboard.press("ArrowUp");
  await fresh.getByRole("article").getByText("number 2").waitFor();
  await fresh.keyboard.press("Home");
  await fresh.getByRole("article").getByText("number 1").waitFor();
  await fresh.keyboard.press("Escape");
  await expect.poll(() => fresh.getByRole("article").count()).toBe(0);
  await fresh.close();
});

test("the page obeyed its own policy", async () => {
  expect(await page.evaluate(() => violations)).toEqual([]);
});
