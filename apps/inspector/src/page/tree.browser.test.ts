import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actions, pageTree, treeFaults } from "../testing/page-tree.test.support.ts";
import { sendDeadLetters } from "../testing/send-dead-letters.test.support.ts";
import { sendTraffic } from "../testing/send-traffic.test.support.ts";
import { type Inspector, startInspector } from "../testing/start-inspector.test.support.ts";

/** What a screen reader has to say of each place of the page. */
let inspector: Inspector;
let page: Page;

beforeAll(async () => {
  inspector = await startInspector();
  page = await inspector.openLive();
});
afterAll(() => inspector[Symbol.asyncDispose]());

const FRAME = [
  ...["link Live", "link Streams", "link Dead letters", "link Compose"],
  ...["switch Sending", "button Disconnect"],
];

/** What one can act on besides the frame. */
async function placeActions(): Promise<string[]> {
  const tree = await pageTree(page);
  expect(treeFaults(tree)).toEqual([]);
  const all = actions(tree);
  expect(all.slice(0, FRAME.length)).toEqual(FRAME);
  return all.slice(FRAME.length);
}

async function openMessage(subject: RegExp): Promise<void> {
  await page.getByRole("listitem").getByRole("button", { name: subject }).click();
}

test("the first screen", async () => {
  expect(await placeActions()).toEqual([
    "textbox Subject",
    "textbox Filter",
    "button Group",
    "button Pause",
  ]);
});

test("messages: a row says all that its columns say", async () => {
  await sendDeadLetters(inspector.bridge);
  await sendTraffic(inspector.bridge);
  await page.getByRole("button", { name: /legacy\.heartbeat/ }).waitFor();
  const all = await placeActions();
  expect(all.at(-1)).toMatch(/^button [\d:.]+ legacy\.heartbeat no message of NATSBridge 5 B$/);
  expect(all.at(-2)).toMatch(/ backup\.files chat Backup archive\.tar \(binary\) 4\.2 MB link$/);
});

test("a message with a picture", async () => {
  await openMessage(/cameras\.gate/);
  await page.getByText("640 × 360 pixels").waitFor();
  const all = await placeActions();
  expect(all.slice(all.indexOf("button Close the message"))).toEqual([
    "button Close the message",
    "button Smaller",
    "button Fit",
    "button Larger",
    "link Save, 55.8 kB",
  ]);
  expect((await pageTree(page)).filter(({ role }) => role === "img")).toEqual([
    { role: "img", name: "gate.png", level: 0 },
  ]);
});

test("a message with a table", async () => {
  await openMessage(/analytics\.daily/);
  await page.getByRole("button", { name: "Load" }).click();
  await page.getByRole("grid", { name: "readings" }).getByText("hall 1").first().waitFor();
  await page.getByRole("combobox", { name: "Chart" }).selectOption("kilowatts");
  await page.getByRole("img", { name: "Chart of kilowatts against time" }).waitFor();
  const all = await placeActions();
  expect(all).toContain("textbox Search in the table");
  expect(all.slice(all.indexOf("combobox Chart"))).toEqual([
    "combobox Chart",
    "combobox Against",
    "button Save as CSV",
    "link Save, 1.4 MB",
  ]);
});

test("a conversation is read out as what was said", async () => {
  await openMessage(/orders\.answers/);
  const said = "Web shop to orders.new: chat; Warehouse to orders.answers: chat";
  await page.getByRole("img", { name: said }).waitFor();
  expect(await placeActions()).toContain("button Close the message");
});

test("a stream", async () => {
  await page.getByRole("link", { name: "Streams" }).click();
  await page.getByRole("link", { name: "ORDERS" }).waitFor();
  expect(await placeActions()).toEqual(["link DEAD", "link ORDERS"]);
  await page.getByRole("link", { name: "ORDERS" }).click();
  await page.getByRole("cell", { name: "kitchen" }).waitFor();
  await page.getByRole("listitem").getByRole("button").first().waitFor();
  const all = await placeActions();
  expect(all[0]).toBe("link Streams");
  expect(all).toContain("textbox Go to");
  expect(all).toContain("textbox Subject");
});

test("dead letters", async () => {
  await page.getByRole("link", { name: "Dead letters" }).click();
  await page.getByRole("link", { name: "DEAD", exact: true }).click();
  await page.getByRole("switch", { name: "Sending" }).check();
  await page.getByRole("checkbox", { name: "Choose 1", exact: true }).check();
  await page.getByRole("button", { name: "Drop 1…" }).click();
  await page.getByRole("group", { name: "This will happen" }).waitFor();
  expect(await placeActions()).toEqual([
    "link Dead letters",
    "button Send back 1…",
    "button Drop 1…",
    "button Drop 1 for good",
    "button Leave it",
    "checkbox Choose all",
    "checkbox Choose 1",
    "button Open 1",
    "checkbox Choose 2",
    "button Open 2",
    "checkbox Choose 3",
    "button Open 3",
  ]);
});

test("a message that is written", async () => {
  await page.getByRole("link", { name: "Compose" }).click();
  await page.getByRole("region", { name: "Plan" }).getByText("0 bytes <").waitFor();
  expect(await placeActions()).toEqual([
    "textbox Name of the template",
    "button Keep",
    "textbox Subject",
    "textbox Name of the payload",
    "combobox Type of the payload",
    "button File for message",
    "button Remove message",
    "textbox Content of message",
    "button Add a payload",
    "radio Publish",
    "radio Into a stream",
    "radio Ask",
    "button Send",
  ]);
});

test("the page that connects", async () => {
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("textbox", { name: "Broker" }).waitFor();
  const tree = await pageTree(page);
  expect(treeFaults(tree)).toEqual([]);
  expect(actions(tree)).toEqual([
    "textbox Broker",
    "textbox File server",
    "radio None",
    "radio Password",
    "radio Token",
    "radio NKey",
    "radio File",
    "textbox Remember as",
    "button Connect",
  ]);
});
