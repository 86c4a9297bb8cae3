import { nkeys } from "@nats-io/nats-core";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import type { Page } from "playwright-core";
import { fillField } from "testkit/browser";
import { createJwtUser } from "testkit/jwt-user";
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

test.each([
  ["Token", () => ({ config: 'authorization { token: "t0ken" }', secret: "t0ken" })],
  ["NKey", () => nkeyLogin()],
  ["File", () => credsLogin()],
] as const)("one logs in by %s, which is not remembered", async (kind, login) => {
  const { config, secret } = login();
  await using server = await startNatsServer({ websocket: true, config });
  const tab = await inspector.open();
  await tab.getByRole("button", { name: "Disconnect" }).click();
  await fillField(tab.getByRole("textbox", { name: "Broker" }), server.websocketUrl ?? "");
  await tab.getByText(kind, { exact: true }).first().click();
  if (kind === "File") {
    const file = { name: "me.creds", mimeType: "", buffer: Buffer.from(secret) };
    await tab.locator("input[type=file]").setInputFiles(file);
  } else await fillField(tab.locator("input[type=password]"), secret);
  await fillField(tab.getByRole("textbox", { name: "Remember as" }), kind);
  await tab.getByRole("button", { name: "Connect" }).click();
  await tab.getByRole("heading", { name: "Waiting for messages" }).waitFor();
  const kept = await tab.evaluate(() => localStorage.getItem("natsbridge.contexts"));
  expect(kept).toContain(`"kind":"${{ Token: "token", NKey: "nkey", File: "creds" }[kind]}"`);
  expect(kept).toContain('"secret":""');
  expect(await tab.evaluate(() => violations)).toEqual([]);
  await tab.close();
});

function nkeyLogin() {
  const user = nkeys.createUser();
  const config = `authorization { users: [ { nkey: ${user.getPublicKey()} } ] }`;
  return { config, secret: new TextDecoder().decode(user.getSeed()) };
}

function credsLogin() {
  const { config, creds } = createJwtUser();
  return { config, secret: creds };
}

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
