import { ensureStream, type SendPayload } from "natsbridge";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sendDeadLetters } from "../testing/send-dead-letters.test.support.ts";
import { sendTraffic } from "../testing/send-traffic.test.support.ts";
import {
  type Inspector,
  keepScreenshot,
  startInspector,
} from "../testing/start-inspector.test.support.ts";

let inspector: Inspector;
const sizes = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
  { width: 3840, height: 2160 },
];
const schemes = ["light", "dark"] as const;
const pages: { readonly name: string; readonly page: Page }[] = [];

beforeAll(async () => {
  inspector = await startInspector();
  const { bridge } = inspector;
  await ensureStream(bridge.connection, { name: "READINGS", subjects: ["readings.*"] });
  for (let index = 1; index <= 7; index += 1) {
    const data: SendPayload[] = [["reading", { celsius: 20 + index }, "dictionary"]];
    await bridge.smartsend(`readings.${index}`, data, { jetstream: true });
  }
  for (const viewport of sizes) {
    for (const colorScheme of schemes) {
      const page = await inspector.openLive({ viewport, colorScheme, locale: "en-GB" });
      pages.push({ name: `${viewport.width}-${colorScheme}`, page });
    }
  }
});
afterAll(() => inspector[Symbol.asyncDispose]());

/** Nothing reaches over the edge of the window, so that the page itself never scrolls sideways. */
async function look(what: string): Promise<void> {
  const tooWide: string[] = [];
  for (const { name, page } of pages) {
    await keepScreenshot(page, `${what}-${name}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (over > 0) tooWide.push(`${what} ${name}: ${over} px`);
  }
  expect(tooWide).toEqual([]);
}

async function openMessage(subject: RegExp): Promise<void> {
  for (const { page } of pages) {
    const close = page.getByRole("button", { name: "Close the message" });
    if (await close.isVisible()) await close.click();
    await page.getByRole("listitem").getByRole("button", { name: subject }).click();
  }
}

test("every place fits every window, light and dark", async () => {
  await look("welcome");
  await sendTraffic(inspector.bridge);
  for (const { page } of pages) await page.getByText("31 received").waitFor();
  await look("live");
  await openMessage(/cameras\.gate/);
  for (const { page } of pages) await page.getByText("640 × 360 pixels").waitFor();
  await look("picture");
  await openMessage(/analytics\.daily/);
  for (const { page } of pages) {
    await page.getByRole("button", { name: "Load" }).click();
    await page.getByRole("grid").getByText("hall 1").first().waitFor();
    await page.getByRole("combobox", { name: "Chart" }).selectOption("kilowatts");
    await page.getByRole("img", { name: "Chart of kilowatts against time" }).waitFor();
  }
  await look("table");
  for (const { page } of pages) {
    await page.getByRole("link", { name: "Compose" }).click();
    await page.getByRole("region", { name: "Plan" }).getByText("0 bytes <").waitFor();
  }
  await look("compose");
  await sendDeadLetters(inspector.bridge);
  for (const { page } of pages) {
    await page.getByRole("link", { name: "Dead letters" }).click();
    await page.getByRole("link", { name: "DEAD", exact: true }).click();
    await page.getByRole("button", { name: "Open 1" }).waitFor();
  }
  await look("letters");
  for (const { page } of pages) {
    await page.getByRole("link", { name: "Streams" }).click();
    await page.getByRole("link", { name: "READINGS" }).click();
    await page
      .getByRole("listitem")
      .getByRole("button", { name: /readings\.7/ })
      .waitFor();
  }
  await look("stream");
  for (const { page } of pages) await page.getByRole("button", { name: "Disconnect" }).click();
  for (const { page } of pages) await page.getByRole("textbox", { name: "Broker" }).waitFor();
  await look("connect");
});
