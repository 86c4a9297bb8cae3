import { readdirSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, expect, test, vi } from "vitest";
import { clusterKills } from "./cluster-kills.ts";
import { openSite, type Site, STREAM } from "./delivery.test.support.ts";
import { DeliveryLog } from "./delivery-log.ts";
import { numberedMessage, numberOf } from "./numbered-message.ts";
import { runWorker } from "./run-worker.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** Consumes into a log until it holds `count` different messages. */
async function consumeAll(site: Site, log: DeliveryLog, count: number, options = {}) {
  const bridge = await site.connect();
  const order: number[] = [];
  const consumption = bridge.consume(
    { stream: STREAM, consumer: "worker", ack_wait: 2_000, concurrency: 10, ...options },
    (env, { info }) => {
      order.push(numberOf(env));
      log.add(env.msg_id, info.redelivered);
    },
  );
  await log.reached(count);
  await consumption.stop();
  await bridge.close();
  return order;
}

test("a cluster whose servers are killed: 10,000 acknowledged, none missing, every repeat marked, no dead link", async () => {
  const counts = await clusterKills(10_000);
  expect(counts).toMatchObject({
    messages: 10_000,
    linked: 500,
    kills: 4,
    acknowledged: 10_000,
    stored: 10_000,
    missing: 0,
    delivered_once_or_more: 10_000,
    unmarked_repeats: 0,
    dead_links: 0,
  });
}, 240_000);

test("a server killed and restarted three times: 600 acknowledged, 600 stored, 600 delivered", async () => {
  await using site = await openSite();
  const log = new DeliveryLog();
  const consuming = consumeAll(site, log, 600);
  const killing = (async () => {
    for (const count of [100, 250, 400]) {
      await log.reached(count);
      await site.server.kill("SIGKILL");
      await site.server.restart();
    }
  })();
  await Promise.all([site.sendAll(600), consuming, killing]);
  expect(await site.stored()).toBe(600);
  expect({ delivered: log.size, unmarked: log.unmarkedRepeats }).toEqual({
    delivered: 600,
    unmarked: 0,
  });
}, 60_000);

test("a subscriber that crashes in mid-handler, three times: 60 messages handled once each, those it died over marked", async () => {
  await using site = await openSite();
  await site.sendAll(60);
  const log = new DeliveryLog();
  const redelivered = new Set<number>();
  const victims = new Set<number>();
  const run = (at?: number) =>
    runWorker(
      {
        broker_url: site.server.url,
        fileserver_url: site.files.url,
        stream: STREAM,
        ...(at !== undefined && { die: { at, when: "mid-handler" } }),
      },
      (report) => {
        const { n, isHandled } = report;
        if (isHandled) log.add(`m-${n}`, report.redelivered);
        else victims.add(n);
        if (isHandled && report.redelivered) redelivered.add(n);
        return log.size === 60 ? "enough" : "more";
      },
    );
  expect([await run(5), await run(10), await run(20), await run()]).toEqual([
    "SIGKILL",
    "SIGKILL",
    "SIGKILL",
    "SIGTERM",
  ]);
  expect({ delivered: log.size, repeats: log.repeats }).toEqual({ delivered: 60, repeats: 0 });
  expect(victims.size).toBeGreaterThan(0);
  expect(redelivered).toEqual(victims);
}, 60_000);

test("a consumer killed between success and ack, twice: 40 messages, 2 repeats, both marked", async () => {
  await using site = await openSite();
  await site.sendAll(40);
  const log = new DeliveryLog();
  const run = (at?: number) =>
    runWorker(
      {
        broker_url: site.server.url,
        fileserver_url: site.files.url,
        stream: STREAM,
        ...(at !== undefined && { die: { at, when: "before-ack" } }),
      },
      (report) => {
        log.add(`m-${report.n}`, report.redelivered);
        return log.size === 40 && log.repeats === 2 ? "enough" : "more";
      },
    );
  expect([await run(10), await run(10), await run()]).toEqual(["SIGKILL", "SIGKILL", "SIGTERM"]);
  expect({ delivered: log.size, repeats: log.repeats, unmarked: log.unmarkedRepeats }).toEqual({
    delivered: 40,
    repeats: 2,
    unmarked: 0,
  });
}, 60_000);

test("a network cut for 5 s: 400 acknowledged, 400 stored, 400 delivered, every repeat marked", async () => {
  await using site = await openSite();
  const log = new DeliveryLog();
  const consuming = consumeAll(site, log, 400);
  const cutting = (async () => {
    await log.reached(150);
    site.proxy.cut();
    await delay(5_000);
    site.proxy.mend();
  })();
  await Promise.all([site.sendAll(400), consuming, cutting]);
  expect(await site.stored()).toBe(400);
  expect({ delivered: log.size, unmarked: log.unmarkedRepeats }).toEqual({
    delivered: 400,
    unmarked: 0,
  });
}, 60_000);

test("every message published twice: 100 stored and delivered once, 100 duplicates whose files are gone", async () => {
  await using site = await openSite();
  const receipts = [];
  for (let n = 0; n < 200; n++) {
    const number = n % 100;
    const [, , receipt] = await site.bridge.smartsend("soak.n", numberedMessage(number), {
      msg_id: `m-${number}`,
    });
    receipts.push(receipt);
  }
  const log = new DeliveryLog();
  await consumeAll(site, log, 100);
  expect(receipts.filter(({ pub_ack }) => pub_ack?.duplicate)).toHaveLength(100);
  expect({ stored: await site.stored(), delivered: log.size, repeats: log.repeats }).toEqual({
    stored: 100,
    delivered: 100,
    repeats: 0,
  });
  expect(readdirSync(`${site.files.directory}/uploads`)).toHaveLength(5);
});

test("published twice outside the duplicate window: 100 stored, 50 handled with dedup_window", async () => {
  await using site = await openSite(100);
  await site.sendAll(50);
  await delay(300);
  await site.sendAll(50);
  const log = new DeliveryLog();
  const consumption = site.bridge.consume(
    { stream: STREAM, consumer: "worker", concurrency: 10, dedup_window: 60_000, nak_delay: 50 },
    (env, { info }) => log.add(env.msg_id, info.redelivered),
  );
  await consumption.ready;
  const manager = await site.manager();
  await expect
    .poll(() => manager.consumers.info(STREAM, "worker"))
    .toMatchObject({ num_pending: 0, num_ack_pending: 0 });
  await consumption.stop();
  expect({ stored: await site.stored(), delivered: log.size, repeats: log.repeats }).toEqual({
    stored: 100,
    delivered: 50,
    repeats: 0,
  });
});

test("out of order: what fails first comes later, 100 handled once; an ordered consumption keeps the order", async () => {
  await using site = await openSite();
  for (let n = 0; n < 100; n++) await site.send(n);
  const log = new DeliveryLog();
  const handled: number[] = [];
  const consumption = site.bridge.consume(
    { stream: STREAM, consumer: "worker", nak_delay: 100 },
    (env, { info }) => {
      const n = numberOf(env);
      if (n % 10 === 0 && !info.redelivered) throw new Error("not yet");
      handled.push(n);
      log.add(env.msg_id, info.redelivered);
    },
  );
  await log.reached(100);
  await consumption.stop();
  const inOrder = Array.from({ length: 100 }, (_item, n) => n);
  expect(handled).not.toEqual(inOrder);
  expect({ delivered: log.size, repeats: log.repeats }).toEqual({ delivered: 100, repeats: 0 });
  const ordered: number[] = [];
  for await (const { env } of site.bridge.consume({ stream: STREAM })) {
    if (ordered.push(numberOf(env)) === 100) break;
  }
  expect(ordered).toEqual(inOrder);
});

test("a clock that jumps an hour ahead and two back: 300 sent and handled once each, without a pause", async () => {
  await using site = await openSite();
  const log = new DeliveryLog();
  const started = performance.now();
  vi.useFakeTimers({ toFake: ["Date"] });
  const consuming = consumeAll(site, log, 300);
  for (const [from, jump] of [0, 3_600_000, -7_200_000].entries()) {
    vi.setSystemTime(Date.now() + jump);
    for (let n = from * 100; n < (from + 1) * 100; n++) await site.send(n);
  }
  await consuming;
  expect({ delivered: log.size, repeats: log.repeats, failures: site.failures }).toEqual({
    delivered: 300,
    repeats: 0,
    failures: {},
  });
  expect(performance.now() - started).toBeLessThan(15_000);
});
