import type { Page } from "playwright-core";
import { fillField } from "testkit/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Inspector, startInspector } from "../testing/start-inspector.test.support.ts";

let inspector: Inspector;
let page: Page;

beforeAll(async () => {
  inspector = await startInspector();
  page = await inspector.open({}, "#/compose");
  await page.getByRole("heading", { name: "Compose" }).waitFor();
});
afterAll(() => inspector[Symbol.asyncDispose]());

const field = (name: string) => page.getByRole("textbox", { name });

test("a message is kept as a template, and opened again after the page was left", async () => {
  await fillField(field("Subject"), "orders.new");
  await fillField(field("Name of the payload"), "order");
  await page.getByRole("combobox", { name: "Type of the payload" }).selectOption("dictionary");
  await fillField(field("Content of order"), '{ "number": 1 }');
  await fillField(field("Name of the template"), "an order");
  await page.getByRole("button", { name: "Keep" }).click();
  await page.reload();
  expect(await field("Subject").inputValue()).toBe("demo");
  await page.getByRole("combobox", { name: "Template" }).selectOption("an order");
  expect(await field("Subject").inputValue()).toBe("orders.new");
  expect(await field("Content of order").inputValue()).toBe('{ "number": 1 }');
  await page.getByRole("cell", { name: "order", exact: true }).waitFor();
});

test("text that is not of its type says so, and nothing can be sent", async () => {
  await page.getByRole("switch", { name: "Sending" }).check();
  await fillField(field("Content of order"), "{ no json");
  await page.getByRole("region", { name: "Plan" }).getByText("JSON").waitFor();
  expect(await page.getByRole("button", { name: "Send", exact: true }).isDisabled()).toBe(true);
});

test("a message that asks for an answer is answered in its conversation", async () => {
  await page.getByRole("link", { name: "Live" }).click();
  const answers = inspector.bridge.subscribe("shop.answers");
  await answers.ready;
  const coming = answers[Symbol.asyncIterator]().next();
  const [asked] = await inspector.bridge.smartsend("shop", [["question", "How much?", "text"]], {
    reply_to: "shop.answers",
  });
  await page.getByRole("listitem").getByRole("button", { name: /shop/ }).click();
  await page.getByRole("link", { name: "Reply to shop.answers" }).click();
  await page.getByRole("heading", { name: "Reply" }).waitFor();
  expect(await field("Subject").inputValue()).toBe("shop.answers");
  await fillField(field("Content of message"), "Two");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("Sent to shop.answers").waitFor();
  const { value: answer } = await coming;
  expect([answer.correlation_id, answer.reply_to_msg_id]).toEqual([
    asked.correlation_id,
    asked.msg_id,
  ]);
  expect(answer.payloads).toEqual([["message", "Two", "text"]]);
  answers.unsubscribe();
  expect(await page.evaluate(() => violations)).toEqual([]);
});
