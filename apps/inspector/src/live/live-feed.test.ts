import { startNatsServer } from "@natsbridge/nats-server";
import { NATSBridge } from "natsbridge";
import { expect, test, vi } from "vitest";
import { LiveFeed } from "./live-feed.ts";

test("it says that it watches when the broker knows, and from then on nothing is missed", async () => {
  await using server = await startNatsServer();
  await using bridge = await NATSBridge.connect({ broker_url: server.url });
  await using sender = await NATSBridge.connect({ broker_url: server.url });
  const feed = new LiveFeed(bridge);
  const seen: boolean[] = [];
  feed.subscribe(() => seen.push(feed.snapshot().isWatching));
  feed.watch("shop.>");
  await vi.waitUntil(() => feed.snapshot().isWatching, { timeout: 20_000 });
  expect(seen).toEqual([false, true]);
  await sender.smartsend("shop.orders", [["order", { id: 1 }, "dictionary"]]);
  await vi.waitUntil(() => feed.snapshot().received === 1, { timeout: 20_000 });
  feed.watch("other");
  expect(feed.snapshot()).toMatchObject({ isWatching: false, received: 0 });
  feed.stop();
});
