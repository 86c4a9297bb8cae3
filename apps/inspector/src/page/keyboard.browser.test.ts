import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasFocus, tabTo, unreached } from "../testing/press-keys.test.support.ts";
import { sendDeadLetters } from "../testing/send-dead-letters.test.support.ts";
import { sendTraffic } from "../testing/send-traffic.test.support.ts";
import { type Inspector, startInspector } from "../testing/start-inspector.test.support.ts";

/** The whole page by keyboard: nothing in here clicks. */
let inspector: Inspector;
let page: Page;

beforeAll(async () => {
  inspector = await startInspector();
  page = await inspector.openLive();
  await sendDeadLetters(inspector.bridge);
  await sendTraffic(inspector.bridge);
});
afterAll(() => inspector[Symbol.asyncDispose]());

const press = (key: string) => page.keyboard.press(key);
const button = (name: string | RegExp) => page.getByRole("button", { name });
const link = (name: string) => page.getByRole("link", { name, exact: true });
const row = (name: RegExp) => page.getByRole("listitem").getByRole("button", { name });
const message = () => page.getByRole("article");

test("messages are filtered, looked through and opened", async () => {
  await row(/legacy/).waitFor();
  await tabTo(page, page.getByRole("textbox", { name: "Filter" }));
  await page.keyboard.type("cameras");
  await expect.poll(() => page.getByRole("listitem").count()).toBe(1);
  await tabTo(page, row(/cameras\.gate/));
  await press("Enter");
  await message().getByText("640 × 360 pixels").waitFor();
  // Once more, and the keyboard is in the message.
  await press("Enter");
  await expect.poll(() => hasFocus(message())).toBe(true);
});

test("a picture is enlarged", async () => {
  await tabTo(page, button("Larger"));
  await press("Enter");
  await press("Enter");
  await message().getByText("640 × 360 pixels · 200 %").waitFor();
  expect(
    await message()
      .getByRole("img")
      .evaluate((image) => image.clientWidth),
  ).toBe(1_280);
  await tabTo(page, message().getByText("Copy as…"));
  await press("Enter");
  await tabTo(page, message().getByRole("radio", { name: "Command line" }));
  await press("ArrowRight");
  await message().getByText('import { smartsend } from "natsbridge"').waitFor();
  expect(await unreached(page)).toEqual([]);
});

test("a message that is closed gives the focus back to its row", async () => {
  await press("Escape");
  await expect.poll(() => message().count()).toBe(0);
  await expect.poll(() => hasFocus(row(/cameras\.gate/))).toBe(true);
});

test("a table is gone through, sorted and drawn", async () => {
  await tabTo(page, page.getByRole("textbox", { name: "Filter" }));
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("analytics");
  await tabTo(page, row(/analytics\.daily/));
  await press("Enter");
  await tabTo(page, button(/^Load/));
  await press("Enter");
  const grid = page.getByRole("grid", { name: "readings" });
  await grid.getByText("hall 1").first().waitFor();
  await tabTo(page, grid.locator("[tabindex='0']"));
  for (const name of ["time", "hall", "kilowatts"]) {
    await press("ArrowRight");
    await expect.poll(() => hasFocus(grid.getByRole("columnheader", { name }))).toBe(true);
  }
  await press("Enter");
  await expect
    .poll(() => grid.getByRole("columnheader", { name: "kilowatts" }).getAttribute("aria-sort"))
    .toBe("ascending");
  await press("Escape");
  if (!(await message().isVisible())) await row(/analytics\.daily/).press("Enter");
});

test("a stream is travelled by its sequences and its picture", async () => {
  await tabTo(page, link("Streams"));
  await press("Enter");
  await link("ORDERS").waitFor();
  expect(await unreached(page)).toEqual([]);
  await tabTo(page, link("ORDERS"));
  await press("Enter");
  const picture = page.getByRole("figure", { name: "Messages over time" });
  await picture.getByRole("button").first().waitFor();
  await tabTo(page, picture.getByRole("button"));
  await press("End");
  expect(await hasFocus(picture.getByRole("button").last())).toBe(true);
  await press("Home");
  await press("ArrowRight");
  expect(await hasFocus(picture.getByRole("button").nth(1))).toBe(true);
  await tabTo(page, page.getByRole("textbox", { name: "Go to" }));
  await page.keyboard.type("2");
  await press("Enter");
  await expect.poll(() => row(/^1 /).count()).toBe(0);
  await tabTo(page, page.getByRole("listitem").getByRole("button"));
  await press("Home");
  await message().getByText("two", { exact: true }).waitFor();
  expect(await unreached(page)).toEqual([]);
  await press("Escape");
  await expect.poll(() => hasFocus(row(/^2 /))).toBe(true);
});

test("a letter is opened, and dropped after a question that gives the focus back", async () => {
  await tabTo(page, page.getByRole("switch", { name: "Sending" }));
  await press("Space");
  await tabTo(page, link("Dead letters"));
  await press("Enter");
  await link("DEAD").waitFor();
  await tabTo(page, link("DEAD"));
  await press("Enter");
  await tabTo(page, button("Open 1"));
  await press("Enter");
  await message().getByText("one", { exact: true }).waitFor();
  await press("Escape");
  await expect.poll(() => hasFocus(button("Open 1"))).toBe(true);
  await tabTo(page, page.getByRole("checkbox", { name: "Choose 2" }));
  await press("Space");
  await tabTo(page, button("Drop 1…"));
  await press("Enter");
  const question = page.getByRole("group", { name: "This will happen" });
  await expect.poll(() => hasFocus(question)).toBe(true);
  await press("Escape");
  await expect.poll(() => hasFocus(button("Drop 1…"))).toBe(true);
  await press("Enter");
  await expect.poll(() => hasFocus(question)).toBe(true);
  await tabTo(page, button("Drop 1 for good"));
  await press("Enter");
  await page.getByText("2 is gone").waitFor();
  await expect
    .poll(() => page.evaluate(() => document.activeElement?.textContent))
    .toBe("2 is gone");
  await expect.poll(() => button("Open 2").count()).toBe(0);
  expect(await unreached(page)).toEqual([]);
});

test("a message is written and sent", async () => {
  await tabTo(page, link("Compose"));
  await press("Enter");
  await tabTo(page, page.getByRole("textbox", { name: "Subject" }));
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("typed");
  await tabTo(page, page.getByRole("textbox", { name: "Content of message" }));
  await page.keyboard.type("by keyboard");
  expect(await unreached(page)).toEqual([]);
  const heard = inspector.bridge.subscribe("typed");
  await heard.ready;
  const coming = heard[Symbol.asyncIterator]().next();
  await tabTo(page, button("Send"));
  await press("Enter");
  await page.getByText("Sent to typed").waitFor();
  expect((await coming).value.payloads).toEqual([["message", "by keyboard", "text"]]);
  heard.unsubscribe();
});

test("one leaves, and connects again", async () => {
  await tabTo(page, button("Disconnect"));
  await press("Enter");
  await page.getByRole("textbox", { name: "Broker" }).waitFor();
  expect(await unreached(page)).toEqual([]);
  await tabTo(page, page.getByRole("radio", { name: "None" }));
  for (const name of ["Password", "Token", "NKey", "File"]) {
    await press("ArrowRight");
    const way = page.getByRole("radio", { name });
    await expect.poll(() => hasFocus(way)).toBe(true);
    expect(await way.isChecked()).toBe(true);
    expect(await unreached(page)).toEqual([]);
    await tabTo(page, way);
  }
  for (const key of Array.from({ length: 4 }, () => "ArrowLeft")) await press(key);
  await tabTo(page, button("Connect"));
  await press("Enter");
  await page.getByRole("heading", { name: "Compose" }).waitFor();
});
