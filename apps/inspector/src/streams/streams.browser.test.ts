import { askJetStream } from "@natsbridge/transport";
import type { Page } from "playwright-core";
import { fillField } from "testkit/browser";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  type Inspector,
  keepScreenshot,
  startInspector,
} from "../testing/start-inspector.test.support.ts";
import { type ConsumerInfo, listConsumers, streamInfo } from "./stream-info.ts";

let inspector: Inspector;
let page: Page;

beforeAll(async () => {
  inspector = await startInspector();
  const { connection } = inspector.bridge;
  const make = (name: string, more: object) =>
    askJetStream(connection, `STREAM.CREATE.${name}`, {
      name,
      subjects: [`${name.toLowerCase()}.>`],
      storage: "file",
      ...more,
    });
  await make("EVENTS", { allow_direct: true, max_msgs: 100_000 });
  await make("JOBS", { retention: "workqueue", storage: "memory" });
  await askJetStream(connection, "CONSUMER.CREATE.JOBS.worker", {
    stream_name: "JOBS",
    config: { durable_name: "worker", ack_policy: "explicit" },
  });
  for (let index = 1; index <= 700; index += 1) {
    await inspector.bridge.smartsend(
      `events.${index % 2 === 0 ? "even" : "odd"}`,
      [["number", { index }, "dictionary"]],
      { jetstream: true },
    );
  }
  for (const seq of [3, 4, 5, 650]) {
    await askJetStream(connection, "STREAM.MSG.DELETE.EVENTS", { seq });
  }
  for (const name of ["first", "second"]) {
    await inspector.bridge.smartsend(`jobs.${name}`, [["job", name, "text"]], { jetstream: true });
  }
  page = await inspector.open({}, "#/streams");
}, 120_000);
afterAll(() => inspector[Symbol.asyncDispose]());

const rows = () => page.getByRole("region", { name: "Messages" }).getByRole("listitem");
const row = (name: string | RegExp) => rows().getByRole("button", { name });

test("a stream opens at its newest messages, and one can travel in it", async () => {
  await page.getByRole("link", { name: "EVENTS" }).click();
  await page.getByText("696 messages").waitFor();
  await page.getByText("At its limits the oldest messages are dropped").waitFor();
  await page.getByRole("button", { name: "Earlier" }).click();
  await row(/^498 /).waitFor();
  expect(await page.getByRole("button", { name: "Later" }).isEnabled()).toBe(true);
  await fillField(page.getByRole("textbox", { name: "Go to" }), "1");
  await page.keyboard.press("Enter");
  await row(/^1 /).waitFor();
  // What was removed is not there.
  expect(await row(/^[345] /).count()).toBe(0);
  await row(/^6 /).waitFor();
  expect(await page.getByRole("button", { name: "Earlier" }).isEnabled()).toBe(false);
  await page
    .getByRole("figure", { name: "Messages over time" })
    .getByRole("button")
    .first()
    .waitFor();
});

test("a time leads to what was stored then", async () => {
  const [message] = await Promise.all([
    askJetStream<{ readonly message: { readonly time: string } }>(
      inspector.bridge.connection,
      "STREAM.MSG.GET.EVENTS",
      { seq: 400 },
    ),
  ]);
  const at = new Date(Math.ceil(Date.parse(message.message.time))).toISOString();
  await fillField(page.getByRole("textbox", { name: "Go to" }), at);
  await page.keyboard.press("Enter");
  await row(/^(399|400|401) /)
    .first()
    .waitFor();
  expect(await row(/^39[0-7] /).count()).toBe(0);
});

test("a subject narrows it, a message has a link of its own", async () => {
  await fillField(page.getByRole("textbox", { name: "Subject" }), "events.odd");
  await page.keyboard.press("Enter");
  await fillField(page.getByRole("textbox", { name: "Go to" }), "100");
  await page.keyboard.press("Enter");
  await row(/^101 .*events\.odd/).click();
  expect(await row(/events\.even/).count()).toBe(0);
  await page.getByRole("article").getByText("101", { exact: true }).waitFor();
  expect(new URL(page.url()).hash).toBe("#/streams/EVENTS/101");
  const other = await inspector.open({}, "#/streams/EVENTS/222");
  await other.getByRole("article").getByText("222", { exact: true }).waitFor();
  expect(await other.evaluate(() => violations)).toEqual([]);
  await other.close();
});

test("looking at a work queue takes nothing and leaves its consumer where it was", async () => {
  const { connection } = inspector.bridge;
  const seen = ([worker]: ConsumerInfo[]) => [worker?.num_pending, worker?.delivered.stream_seq];
  const before = seen(await listConsumers(connection, "JOBS"));
  await page.goto(`${inspector.url}/#/streams/JOBS`);
  await page.getByText("In memory: a restart of the server loses it").waitFor();
  await page.getByRole("cell", { name: "worker" }).waitFor();
  await row(/^1 .*jobs\.first/).click();
  await page.getByRole("article").getByText("first", { exact: true }).waitFor();
  expect(seen(await listConsumers(connection, "JOBS"))).toEqual(before);
  const { state } = await streamInfo(connection, "JOBS");
  expect([state.messages, state.consumer_count]).toEqual([2, 1]);
  expect((await streamInfo(connection, "EVENTS")).state.consumer_count).toBe(0);
  await keepScreenshot(page, "stream");
});

test("a stream that is not there says so", async () => {
  await page.goto(`${inspector.url}/#/streams/NOWHERE`);
  await page.getByRole("alert").getByText('There is no stream "NOWHERE"').waitFor();
});
