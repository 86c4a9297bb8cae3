import { askJetStream } from "@natsbridge/transport";
import type { ReceivedEnvelope } from "natsbridge";
import type { Page } from "playwright-core";
import { fillField } from "testkit/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { streamInfo } from "../streams/stream-info.ts";
import { sendDeadLetters } from "../testing/send-dead-letters.test.support.ts";
import {
  type Inspector,
  keepScreenshot,
  startInspector,
} from "../testing/start-inspector.test.support.ts";

let inspector: Inspector;
let page: Page;

beforeAll(async () => {
  inspector = await startInspector();
  await sendDeadLetters(inspector.bridge);
  page = await inspector.open({}, "#/letters");
}, 120_000);
afterAll(() => inspector[Symbol.asyncDispose]());

const messagesOf = async (stream: string) =>
  (await streamInfo(inspector.bridge.connection, stream)).state.messages;

test("dead letters say why they were given up, and nothing can be changed at first", async () => {
  await page.getByRole("link", { name: "DEAD", exact: true }).click();
  await page.getByRole("cell", { name: "the oven is cold" }).first().waitFor();
  expect(await page.getByRole("cell", { name: "orders.two" }).count()).toBe(1);
  await page.getByRole("checkbox", { name: "Choose 1", exact: true }).check();
  expect(await page.getByRole("button", { name: "Drop 1…" }).isDisabled()).toBe(true);
  await page.getByText("Switch on sending to change anything").waitFor();
});

test("a letter is dropped after the page has said what that does", async () => {
  await page.getByRole("switch", { name: "Sending" }).check();
  await page.getByRole("button", { name: "Drop 1…" }).click();
  await page.getByText("leaves DEAD for good").waitFor();
  expect(await messagesOf("DEAD")).toBe(3);
  await page.getByRole("button", { name: "Drop 1 for good" }).click();
  await page.getByText("1 is gone").waitFor();
  expect(await messagesOf("DEAD")).toBe(2);
});

test("letters go back to where they came from, mended where that is wanted", async () => {
  await page.getByRole("checkbox", { name: "Choose 2", exact: true }).check();
  await page.getByRole("button", { name: "Send back 1…" }).click();
  await page.getByText("goes to orders.two as a new message").waitFor();
  await keepScreenshot(page, "letters");
  const body = page.getByRole("textbox", { name: "Body, to be mended" });
  await fillField(
    body,
    (await body.inputValue()).replace('"sender_name":"Ada"', '"sender_name":"Bob"'),
  );
  await page.getByRole("button", { name: "Send back 1", exact: true }).click();
  await page.getByText("2 is message 4 of ORDERS now, on orders.two").waitFor();
  expect(await messagesOf("DEAD")).toBe(1);
  const { message } = await askJetStream<{ readonly message: { readonly data: string } }>(
    inspector.bridge.connection,
    "STREAM.MSG.GET.ORDERS",
    { seq: 4 },
  );
  expect(Buffer.from(message.data, "base64").toString()).toContain('"sender_name":"Bob"');
});

test("a message is written, planned, and sent only when sending is on", async () => {
  await page.getByRole("link", { name: "Compose" }).click();
  await fillField(page.getByRole("textbox", { name: "Subject" }), "orders.new");
  await fillField(page.getByRole("textbox", { name: "Content of message" }), "Hello");
  await page.getByRole("button", { name: "Add a payload" }).click();
  const second = page.getByRole("group", { name: "Payload payload 2" });
  await second.getByRole("combobox").selectOption("arrowtable");
  await fillField(second.getByRole("textbox", { name: "Content" }), "name\tsize\nAda\t1\nBob\t2");
  await page.getByRole("region", { name: "Plan" }).getByText("5 bytes <").waitFor();
  await page
    .locator("input[type=file]")
    .first()
    .setInputFiles({ name: "big.bin", mimeType: "", buffer: Buffer.alloc(2_000_000) });
  await page.getByRole("cell", { name: "2,000,000 bytes >=" }).waitFor();
  await keepScreenshot(page, "compose");
  await page.getByText("Into a stream").click();
  const heard = inspector.bridge.subscribe("orders.new");
  await heard.ready;
  const coming = heard[Symbol.asyncIterator]().next();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText(/Stored as message \d+ of ORDERS/).waitFor();
  const { value: env } = (await coming) as IteratorYieldResult<ReceivedEnvelope>;
  expect(env.payloads.map(([name, , type]) => [name, type])).toEqual([
    ["big.bin", "binary"],
    ["payload 2", "arrowtable"],
  ]);
  heard.unsubscribe();
});

test("a question shows its answer", async () => {
  const service = inspector.bridge.serve("ask.me", () => [["answer", "forty-two", "text"]]);
  await service.ready;
  await page.reload();
  await page.getByRole("switch", { name: "Sending" }).check();
  await fillField(page.getByRole("textbox", { name: "Subject" }), "ask.me");
  await fillField(page.getByRole("textbox", { name: "Content of message" }), "How much?");
  await page.getByText("Ask", { exact: true }).click();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByText("answer (text): forty-two").waitFor();
  await service.stop();
  expect(await page.evaluate(() => violations)).toEqual([]);
});
