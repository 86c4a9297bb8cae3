import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import type { Page } from "playwright-core";
import { fillField } from "testkit/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Inspector, startInspector } from "../testing/start-inspector.test.support.ts";

let inspector: Inspector;
let guarded: NatsServer;
let page: Page;

beforeAll(async () => {
  inspector = await startInspector();
  guarded = await startNatsServer({
    websocket: true,
    config: `authorization { users: [
      { user: "ada", password: "s3cret" }
      { user: "eve", password: "s3cret", permissions: { subscribe: ["eve.>", "_INBOX.>"] } }
    ] }`,
  });
  page = await inspector.open();
  await page.getByRole("button", { name: "Disconnect" }).click();
});
afterAll(async () => {
  await guarded.stop();
  await inspector[Symbol.asyncDispose]();
});

async function login(user: string, password: string): Promise<void> {
  await fillField(page.getByRole("textbox", { name: "Broker" }), guarded.websocketUrl ?? "");
  await page.getByText("Password", { exact: true }).first().click();
  await fillField(page.getByRole("textbox", { name: "User" }), user);
  await fillField(page.locator("input[type=password]"), password);
}

test("who is refused reads why", async () => {
  await login("ada", "wrong");
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("alert").getByText("Not connected").waitFor();
  expect(await page.getByRole("alert").textContent()).toMatch(/refuse|credentials|Authorization/i);
});

test("a way to connect is remembered without its secret", async () => {
  await login("ada", "s3cret");
  await fillField(page.getByRole("textbox", { name: "Remember as" }), "guarded");
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("heading", { name: "Waiting for messages" }).waitFor();
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(kept).toContain("guarded");
  expect(kept).not.toContain("s3cret");
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("button", { name: "guarded", exact: true }).click();
  expect(await page.getByRole("textbox", { name: "User" }).inputValue()).toBe("ada");
});

test("what this user may not do is told as what is missing", async () => {
  await login("eve", "s3cret");
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("alert").getByText("Nothing can be watched").waitFor();
  expect(await page.getByRole("alert").textContent()).toContain("subscribe permission");
  await fillField(page.getByRole("textbox", { name: "Subject" }), "eve.>");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Waiting for messages" }).waitFor();
  await page.getByRole("link", { name: "Streams" }).click();
  await page.getByRole("alert").getByText("JetStream does not answer").waitFor();
  expect(await page.evaluate(() => violations)).toEqual([]);
});
