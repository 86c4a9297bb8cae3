import { NATSBridge } from "natsbridge";
import type { Page, Request } from "playwright-core";
import { startNginx, startTcpProxy, type TcpProxy } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningStore, startHttpStore, startS3Store } from "./harness/running-stores.ts";
import { startWorld, type World } from "./harness/start-world.ts";
import { openStore, type StoreSettings } from "./pages/open-store.ts";
import { bytesFrom } from "./pages/sample-payloads.ts";
import { summarize } from "./pages/summarize.ts";

/** More than two parts of a multipart upload. */
const SIZE = 12_000_003;

let world: World;
let page: Page;

beforeAll(async () => {
  world = await startWorld(["peer.html"]);
  page = await world.open("peer.html");
});
afterAll(() => world?.[Symbol.asyncDispose]());

/** The requests that the page makes meanwhile; the browser's own questions before them are not among these. */
async function requestsDuring(action: () => Promise<unknown>): Promise<readonly Request[]> {
  const requests: Request[] = [];
  const note = (request: Request) => void requests.push(request);
  page.on("request", note);
  await action();
  page.off("request", note);
  return requests;
}

/** Sends linked bytes from the page; the error's code and text, or the message. */
function sendFromPage(settings: StoreSettings, size: number, abortAt = Number.POSITIVE_INFINITY) {
  return page.evaluate(
    async ({ settings, broker_url, size, abortAt }) => {
      const stop = new AbortController();
      const progress: { loaded: number; total: number | undefined }[] = [];
      try {
        const [, text] = await peer.natsbridge.smartsend(
          "x",
          [["big", peer.bytesFrom(5, size), "binary"]],
          {
            broker_url,
            size_threshold: 1,
            fileserver: peer.openStore(settings),
            signal: stop.signal,
            on_progress: ({ loaded, total }) => {
              progress.push({ loaded, total });
              if (loaded >= abortAt) stop.abort();
            },
          },
        );
        return { code: "none", message: text, isRetryable: false, progress };
      } catch (error) {
        if (!peer.natsbridge.NatsBridgeError.isInstance(error)) throw error;
        const { code, message, isRetryable } = error;
        return { code, message, isRetryable, progress };
      }
    },
    { settings, broker_url: world.broker, size, abortAt },
  );
}

/** What the page reads; the error's code and text, or the payloads. */
function receiveInPage(settings: StoreSettings, text: string) {
  return page.evaluate(
    async ({ settings, text }) => {
      const progress: { loaded: number; total: number | undefined }[] = [];
      try {
        const env = await peer.natsbridge.smartreceive(text, {
          fileservers: [peer.openStore(settings)],
          on_progress: ({ loaded, total }) => progress.push({ loaded, total }),
        });
        return { code: "none", message: "", seen: await peer.summarize(env.payloads), progress };
      } catch (error) {
        if (!peer.natsbridge.NatsBridgeError.isInstance(error)) throw error;
        return { code: error.code, message: error.message, seen: [], progress };
      }
    },
    { settings, text },
  );
}

/** A message with linked bytes from Node. */
async function sendFromNode(settings: StoreSettings, size: number): Promise<string> {
  const [, text] = await world.node.smartsend("x", [["big", bytesFrom(6, size), "binary"]], {
    fileserver: openStore(settings),
    size_threshold: 1,
    is_publish: false,
  });
  return text;
}

function linkOf(text: string): string {
  return (JSON.parse(text) as { payloads: { data: string }[] }).payloads[0]?.data ?? "";
}

const sample = (seed: number, size: number) =>
  summarize([["big", bytesFrom(seed, size), "binary"]]);

const waysOut = /no CORS headers.*same origin.*proxy.*use a store/;

/** Receives in a tab of its own, and breaks the connections once; what was asked for and what came. */
async function receiveThroughBreak(proxy: TcpProxy, settings: StoreSettings, text: string) {
  const tab = await world.open("peer.html");
  const ranges: Record<string, string>[] = [];
  tab.on("request", (request) => {
    const { range = "", "if-range": version = "" } = request.headers();
    if (request.url() === linkOf(text)) ranges.push({ range, version });
  });
  await tab.exposeFunction("breakConnections", () => {
    proxy.cut();
    proxy.mend();
  });
  const seen = await tab.evaluate(
    async ({ settings, text }) => {
      let isBroken = false;
      const env = await peer.natsbridge.smartreceive(text, {
        fileservers: [peer.openStore(settings)],
        on_progress({ loaded }) {
          if (isBroken || loaded < 1_000_000) return;
          isBroken = true;
          (globalThis as unknown as { breakConnections(): void }).breakConnections();
        },
      });
      return peer.summarize(env.payloads);
    },
    { settings, text },
  );
  await tab.close();
  return { seen, ranges };
}

describe.each([
  { name: "nginx", start: startHttpStore, puts: 1 },
  { name: "Versity's S3 gateway", start: startS3Store, puts: 3 },
])("a page of another origin than $name", ({ start, puts }) => {
  let store: RunningStore;
  // Who has no such gateway yet builds it first.
  beforeAll(async () => {
    store = await start(world.site.origin);
  }, 600_000);
  afterAll(() => store?.[Symbol.asyncDispose]());

  test("sends a big payload to Node, with progress; anyone reads its link by a plain GET", async () => {
    await using listener = await NATSBridge.connect({
      broker_url: world.nats.url,
      fileservers: [openStore(store.settings)],
    });
    const subscription = listener.subscribe("x");
    const received = subscription[Symbol.asyncIterator]().next();
    await subscription.ready;
    let sent: Awaited<ReturnType<typeof sendFromPage>> | undefined;
    const requests = await requestsDuring(async () => {
      sent = await sendFromPage(store.settings, SIZE);
    });
    expect(sent?.code).toBe("none");
    expect(requests.filter((request) => request.method() === "PUT")).toHaveLength(puts);
    const expected = await sample(5, SIZE);
    expect(await summarize((await received).value.payloads)).toEqual(expected);
    const answer = await fetch(linkOf(sent?.message ?? ""));
    const bytes = new Uint8Array(await answer.arrayBuffer());
    expect(await summarize([["big", bytes, "binary"]])).toEqual(expected);
    const loaded = sent?.progress.map((each) => each.loaded) ?? [];
    expect(sent?.progress.at(-1)).toEqual({ loaded: SIZE, total: SIZE });
    expect(loaded.length).toBeGreaterThan(1);
    expect(loaded).toEqual(loaded.toSorted((one, other) => one - other));
  });

  test("receives what Node sends, with progress", async () => {
    const text = await sendFromNode(store.settings, SIZE);
    const received = await receiveInPage(store.settings, text);
    expect(received).toMatchObject({ code: "none", seen: await sample(6, SIZE) });
    expect(received.progress.at(-1)).toEqual({ loaded: SIZE, total: SIZE });
    expect(received.progress.length).toBeGreaterThan(1);
  });

  test("sends a stream, and removes the file", async () => {
    const before = await store.files();
    const outcome = await page.evaluate(
      async ({ settings, size }) => {
        const fileserver = peer.openStore(settings);
        const bytes = peer.bytesFrom(5, size);
        let at = 0;
        const stream = new ReadableStream<Uint8Array>({
          pull(controller) {
            if (at === size) return controller.close();
            const end = Math.min(at + 100_000, size);
            controller.enqueue(bytes.subarray(at, end));
            at = end;
          },
        });
        const [, text] = await peer.natsbridge.smartsend("x", [["big", stream, "binary"]], {
          fileserver,
          is_publish: false,
        });
        const env = await peer.natsbridge.smartreceive(text, { fileservers: [fileserver] });
        const [{ data: url = "" } = {}] = JSON.parse(text).payloads as { data?: string }[];
        await fileserver.remove?.({ url });
        return { text, seen: await peer.summarize(env.payloads) };
      },
      { settings: store.settings, size: SIZE },
    );
    expect(outcome.seen).toEqual(await sample(5, SIZE));
    expect(await store.files()).toEqual(before);
    expect((await receiveInPage(store.settings, outcome.text)).code).toBe("link_gone");
  });

  test("gives up an upload when told to, and nothing stays", async () => {
    const before = await store.files();
    const outcome = await sendFromPage(store.settings, 20_000_000, 1);
    expect(outcome.code).toBe("aborted");
    await expect.poll(store.files).toEqual(before);
  });

  test("goes on where a download broke, and asks for the same version only", async () => {
    await using proxy = await startTcpProxy(store.port, { answer_rate: 25_000_000 });
    const settings = store.readAt(`http://${proxy.address}`);
    const text = await sendFromNode(settings, SIZE);
    const { seen, ranges } = await receiveThroughBreak(proxy, settings, text);
    expect(seen).toEqual(await sample(6, SIZE));
    expect(ranges).toEqual([
      { range: "", version: "" },
      {
        range: expect.stringMatching(/^bytes=[1-9]\d{5,}-$/),
        version: expect.stringMatching(/^"/),
      },
    ]);
  });

  test("is told when it may not write", async () => {
    const outcome = await sendFromPage(store.refusing, 10);
    expect(outcome).toMatchObject({ code: "permission_denied", isRetryable: false });
    expect(outcome.message).toContain("403");
    expect(outcome.message).toContain("Check the credentials");
  });

  test("is told that CORS headers are missing, and the ways out", async () => {
    const sent = await sendFromPage(store.closed, 10);
    expect(sent).toMatchObject({ code: "upload_failed", isRetryable: false });
    expect(sent.message).toMatch(waysOut);
    const text = await sendFromNode(store.closed, 10);
    const received = await receiveInPage(store.closed, text);
    expect(received).toMatchObject({
      code: "link_refused",
      message: expect.stringMatching(waysOut),
    });
  });
});

test("a download that broke starts over where a store does not let pages ask for the rest", async () => {
  // The page sees a version, and may not ask for it (If-Range).
  await using nginx = await startNginx(
    "add_header Access-Control-Allow-Origin *; add_header Access-Control-Expose-Headers ETag;",
  );
  await using proxy = await startTcpProxy(nginx.port, { answer_rate: 25_000_000 });
  const settings = { kind: "http", url: nginx.url, public_url: `http://${proxy.address}` } as const;
  const text = await sendFromNode(settings, SIZE);
  const { seen, ranges } = await receiveThroughBreak(proxy, settings, text);
  expect(seen).toEqual(await sample(6, SIZE));
  expect(ranges.at(-1)).toEqual({ range: "", version: "" });
});
