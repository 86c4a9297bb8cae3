import { setTimeout as wait } from "node:timers/promises";
import { ensureStream } from "@natsbridge/core";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NATSBridge } from "natsbridge";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPages } from "./harness/build-pages.ts";
import { serveFiles } from "./harness/serve-files.ts";
import { startPlainChromium } from "./harness/start-plain-chromium.ts";

/** What the tab has seen so far. */
interface Seen {
  readonly heard: string[];
  readonly kept: string[];
  readonly statuses: string[];
  readonly lifecycle: string[];
  ticks: number;
}

const started = new AsyncDisposableStack();
let nats: NatsServer;
let node: NATSBridge;
let tab: Page;
let devtools: CDPSession;

beforeAll(async () => {
  nats = started.use(await startNatsServer({ websocket: true, jetstream: true }));
  node = started.use(await NATSBridge.connect({ broker_url: nats.url }));
  await ensureStream(node.connection, { name: "KEPT", subjects: ["kept"] });
  const site = started.use(await serveFiles(await buildPages("peer.html")));
  const { context } = started.use(await startPlainChromium());
  tab = await context.newPage();
  await tab.goto(`${site.origin}/peer.html`);
  devtools = await context.newCDPSession(tab);
  await tab.evaluate(async (broker_url) => {
    const seen: Seen = { heard: [], kept: [], statuses: [], lifecycle: [], ticks: 0 };
    Object.assign(globalThis, { seen });
    for (const name of ["freeze", "resume"]) {
      document.addEventListener(name, () => seen.lifecycle.push(name));
    }
    setInterval(() => {
      seen.ticks += 1;
    }, 10);
    const bridge = await peer.natsbridge.NATSBridge.connect({ broker_url });
    void (async () => {
      for await (const { type } of bridge.status()) seen.statuses.push(type);
    })();
    const subscription = bridge.subscribe("tab");
    void (async () => {
      for await (const env of subscription) seen.heard.push(String(env.payloads[0]?.[1]));
    })();
    await subscription.ready;
    const consumption = bridge.consume(
      { stream: "KEPT", consumer: "tab", ack_wait: 1_000 },
      async (env) => {
        seen.kept.push(String(env.payloads[0]?.[1]));
      },
    );
    await consumption.ready;
  }, nats.websocketUrl ?? "");
  // A tab in front of it.
  await (await context.newPage()).bringToFront();
});
afterAll(() => started.disposeAsync());

/** The debugger may look into a page that is frozen. */
const look = () => tab.evaluate(() => (globalThis as unknown as { seen: Seen }).seen);

const connections = async () =>
  (await look()).statuses.filter((type) => type === "disconnect" || type === "reconnect");

/** Freezes the tab as the browser does to save energy, and wakes it; gives what the tab had seen before it woke. */
async function frozen(meanwhile: () => Promise<unknown>): Promise<Seen> {
  await expect.poll(() => tab.evaluate(() => document.visibilityState)).toBe("hidden");
  const times = (await look()).lifecycle.length;
  await devtools.send("Page.setWebLifecycleState", { state: "frozen" });
  await expect.poll(async () => (await look()).lifecycle.slice(times)).toEqual(["freeze"]);
  const { ticks } = await look();
  await meanwhile();
  // Long enough for a tab that is awake.
  await wait(200);
  const after = await look();
  expect(after.ticks).toBe(ticks);
  await devtools.send("Page.setWebLifecycleState", { state: "active" });
  await expect.poll(async () => (await look()).ticks).toBeGreaterThan(ticks);
  expect((await look()).lifecycle.slice(times)).toEqual(["freeze", "resume"]);
  return after;
}

const say = (text: string) => node.smartsend("tab", [["t", text, "text"]]);
const keep = (text: string) => node.smartsend("kept", [["t", text, "text"]], { jetstream: true });

test("loses its connection, says so, connects anew, and gets what a stream kept", async () => {
  const asleep = await frozen(async () => {
    await say("lost with the connection");
    await keep("kept");
  });
  expect(asleep).toMatchObject({ heard: [], kept: [], statuses: [] });
  await expect.poll(connections).toEqual(["disconnect", "reconnect"]);
  await say("awake");
  // The server gave it to the connection that was lost, so it comes again after `ack_wait`.
  await expect.poll(look, { timeout: 10_000 }).toMatchObject({ heard: ["awake"], kept: ["kept"] });
});

test("comes back to a broker that went away while it was frozen", async () => {
  await frozen(async () => {
    await nats.restart();
    await keep("kept over a restart");
  });
  await expect
    .poll(connections, { timeout: 10_000 })
    .toEqual(["disconnect", "reconnect", "disconnect", "reconnect"]);
  await say("awake again");
  await expect.poll(look, { timeout: 10_000 }).toMatchObject({
    heard: ["awake", "awake again"],
    kept: ["kept", "kept over a restart"],
  });
});
