import { createSha256 } from "@natsbridge/codecs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startWorld, type World } from "./harness/start-world.ts";
import { watchTabMemory } from "./harness/tab-memory.ts";

const MEGABYTE = 1_000_000;

/**
 * Collected every 20 MB, so that what is measured is what is kept: even a bare `fetch` leaves the collector anything
 * up to 350 MB of 300, by when it happens to come.
 */
declare function gc(): void;

let world: World;
let page: Page;
let where: { broker_url: string; fileserver_url: string };

beforeAll(async () => {
  world = await startWorld(["lean.html"], { flags: ["--js-flags=--expose-gc"] });
  where = { broker_url: world.broker, fileserver_url: world.files.url };
  page = await world.open("lean.html");
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** A message with one linked payload of so many bytes, and its text. */
async function linkedMessage(bytes: number): Promise<string> {
  const [, text] = await world.node.smartsend("x", [["big", pieces(bytes), "binary"]], {
    is_publish: false,
  });
  return text;
}

async function* pieces(bytes: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(MEGABYTE).map((_, index) => index);
  for (let left = bytes; left > 0; left -= piece.length) yield piece.subarray(0, left);
}

/** Receives a message in the page; gives the size of its payload. */
function receive(text: string): Promise<number> {
  return page.evaluate(
    async ({ text, where }) => {
      let collected = 0;
      const env = await core.smartreceive(text, {
        ...where,
        on_progress({ loaded }) {
          if (loaded - collected < 20_000_000) return;
          collected = loaded;
          gc();
        },
      });
      const value = env.payloads[0]?.[1];
      return value instanceof Uint8Array ? value.byteLength : 0;
    },
    { text, where },
  );
}

test("a download of 100 MB takes little more memory than that", async () => {
  const text = await linkedMessage(100 * MEGABYTE);
  // What the first download loads for good is none of the payload's.
  await receive(await linkedMessage(MEGABYTE));
  await page.requestGC();
  const peak = await watchTabMemory(world.browser);
  expect(await receive(text)).toBe(100 * MEGABYTE);
  const used = peak();
  console.log(`100 MB received: ${Math.round(used / MEGABYTE)} MB more at the peak`);
  expect(used).toBeLessThan(150 * MEGABYTE);
});

test("300 MB stream through a page that keeps nothing of them, and come out whole", async () => {
  const text = await linkedMessage(300 * MEGABYTE);
  await page.reload();
  const peak = await watchTabMemory(world.browser);
  const size = await page.evaluate(
    async ({ text, where }) => {
      const env = await core.smartreceive(text, { ...where, lazy: true });
      let bytes = 0;
      let collected = 0;
      for (const [, handle] of env.payloads) {
        const reader = handle.stream().getReader();
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          bytes += read.value.byteLength;
          if (bytes - collected < 20_000_000) continue;
          collected = bytes;
          gc();
        }
      }
      return bytes;
    },
    { text, where },
  );
  const used = peak();
  console.log(`300 MB streamed: ${Math.round(used / MEGABYTE)} MB more at the peak`);
  expect(size).toBe(300 * MEGABYTE);
  expect(used).toBeLessThan(100 * MEGABYTE);
}, 120_000);

test("300 MB go up from a Blob, and arrive whole", async () => {
  const subscription = world.node.subscribe("big", { lazy: true });
  const received = subscription[Symbol.asyncIterator]().next();
  await subscription.ready;
  const sent = await page.evaluate(async (where) => {
    const piece = new Uint8Array(1_000_000).map((_, index) => index);
    const blob = new Blob(Array.from({ length: 300 }, () => piece));
    const progress: number[] = [];
    await core.smartsend("big", [["big", blob, "binary"]], {
      ...where,
      on_progress: ({ loaded }) => progress.push(loaded),
    });
    return { steps: progress.length, last: progress.at(-1) };
  }, where);
  expect(sent.last).toBe(300 * MEGABYTE);
  expect(sent.steps).toBeGreaterThan(10);
  const hash = createSha256();
  const expected = createSha256();
  for await (const piece of pieces(300 * MEGABYTE)) expected.update(piece);
  for (const [, handle] of (await received).value.payloads) {
    for await (const chunk of handle.stream()) hash.update(chunk);
  }
  expect(hash.digestHex()).toBe(expected.digestHex());
  subscription.unsubscribe();
}, 120_000);
