import { NATSBridge } from "natsbridge";
import type { Worker } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startWorld, type World } from "./harness/start-world.ts";
import { samplePayloads } from "./pages/sample-payloads.ts";
import { summarize } from "./pages/summarize.ts";

/** A page can do this too. */
type Scope = Pick<Worker, "evaluate">;

let world: World;
const scopes: Partial<Record<string, Scope>> = {};
let where: { broker_url: string; fileserver_url: string };

beforeAll(async () => {
  world = await startWorld(["peer.html"]);
  where = { broker_url: world.broker, fileserver_url: world.files.url };
  const page = await world.browser.newPage();
  const started = page.waitForEvent("worker");
  await page.goto(`${world.site.origin}/peer.html`);
  scopes.page = page;
  scopes.worker = await started;
});
afterAll(() => world?.[Symbol.asyncDispose]());

describe.each(["page", "worker"])("a %s", (name) => {
  const scope = (): Scope => {
    const found = scopes[name];
    if (found === undefined) throw new Error(`no ${name}`);
    return found;
  };

  test.each([
    ["directly", 1_000_000],
    ["as links", 1],
  ])("gets all eight types from Node %s, and sends them back", async (_how, size_threshold) => {
    const subject = `to.${name}.${size_threshold}`;
    // The peer echoes what it has understood, value by value, and not the bytes.
    const ready = await scope().evaluate(
      async ({ where, subject, size_threshold }) => {
        const bridge = await peer.natsbridge.NATSBridge.connect({ ...where, size_threshold });
        const subscription = bridge.subscribe(subject);
        void (async () => {
          for await (const env of subscription) {
            await bridge.reply(env, env.payloads, {
              metadata: { seen: await peer.summarize(env.payloads) },
            });
            await bridge.close();
          }
        })();
        await subscription.ready;
        return true;
      },
      { where, subject, size_threshold },
    );
    expect(ready).toBe(true);
    const answer = await world.node.request(subject, samplePayloads(), {
      size_threshold,
      timeout: 15_000,
    });
    const sent = await summarize(samplePayloads());
    expect(answer.metadata.seen).toEqual(sent);
    expect(await summarize(answer.payloads)).toEqual(sent);
    const transports = answer.payload_info.map(({ transport }) => transport);
    expect(new Set(transports)).toEqual(new Set([size_threshold === 1 ? "link" : "direct"]));
    expect(answer.payload_info.every(({ verified }) => verified)).toBe(true);
  });

  test("opens a connection of its own for one message, and closes it", async () => {
    const subject = `once.${name}`;
    const subscription = world.node.subscribe(subject);
    const received = subscription[Symbol.asyncIterator]().next();
    await subscription.ready;
    const receipt = await scope().evaluate(
      async ({ where, subject }) => {
        const [, , receipt] = await peer.natsbridge.smartsend(
          subject,
          [["note", "from a browser", "text"]],
          where,
        );
        return receipt;
      },
      { where, subject },
    );
    expect(receipt.payloads).toMatchObject([{ dataname: "note", transport: "direct", bytes: 14 }]);
    expect((await received).value.payloads).toEqual([["note", "from a browser", "text"]]);
    subscription.unsubscribe();
  });

  test("works on a connection of wsconnect that stays open", async () => {
    const isOpen = await scope().evaluate(async (where) => {
      const connection = await peer.wsconnect({ servers: where.broker_url });
      await peer.natsbridge.smartsend("own", [["n", "x", "text"]], {
        ...where,
        nats_connection: connection,
      });
      const open = !connection.isClosed();
      await connection.close();
      return open;
    }, where);
    expect(isOpen).toBe(true);
  });

  test("streams up and down, with progress in bytes", async () => {
    const subject = `stream.${name}`;
    const size = 5_000_000;
    const subscription = world.node.subscribe(subject);
    const received = subscription[Symbol.asyncIterator]().next();
    await subscription.ready;
    const sent = await scope().evaluate(
      async ({ where, subject, size }) => {
        const bytes = peer.bytesFrom(7, size);
        let at = 0;
        const stream = new ReadableStream<Uint8Array>({
          pull(controller) {
            if (at === bytes.length) return controller.close();
            controller.enqueue(bytes.subarray(at, at + 100_000));
            at += 100_000;
          },
        });
        const progress: { direction: string; loaded: number; total: number | undefined }[] = [];
        const [, text] = await peer.natsbridge.smartsend(subject, [["film", stream, "video"]], {
          ...where,
          on_progress: ({ direction, loaded, total }) =>
            progress.push({ direction, loaded, total }),
        });
        const env = await peer.natsbridge.smartreceive(text, { ...where, lazy: true });
        const hash = peer.createSha256();
        let chunks = 0;
        for (const [, handle] of env.payloads) {
          const reader = handle.stream().getReader();
          for (let read = await reader.read(); !read.done; read = await reader.read()) {
            hash.update(read.value);
            chunks += 1;
          }
        }
        return {
          progress,
          chunks,
          streamed: hash.digestHex(),
          made: await peer.sha256Hex(bytes),
        };
      },
      { where, subject, size },
    );
    expect(sent.streamed).toBe(sent.made);
    expect(sent.chunks).toBeGreaterThan(1);
    expect(sent.progress.at(-1)).toEqual({ direction: "upload", loaded: size, total: size });
    const loaded = sent.progress.map((each) => each.loaded);
    expect(loaded).toEqual(loaded.toSorted((one, other) => one - other));
    const env = (await received).value;
    expect(await summarize(env.payloads)).toEqual([`video film: ${size} bytes ${sent.made}`]);
    subscription.unsubscribe();
  });

  test("tells the progress of a download, and gives up when told to", async () => {
    const [, text] = await world.node.smartsend(
      "x",
      [["big", new Uint8Array(8_000_000), "binary"]],
      {
        is_publish: false,
      },
    );
    const result = await scope().evaluate(
      async ({ where, text }) => {
        const loaded: number[] = [];
        const totals = new Set<number | undefined>();
        await peer.natsbridge.smartreceive(text, {
          ...where,
          on_progress: (progress) => {
            loaded.push(progress.loaded);
            totals.add(progress.total);
          },
        });
        const stop = new AbortController();
        const error = await peer.natsbridge
          .smartreceive(text, { ...where, signal: stop.signal, on_progress: () => stop.abort() })
          .catch((caught: unknown) => caught);
        return {
          last: loaded.at(-1),
          steps: loaded.length,
          totals: [...totals],
          code: peer.natsbridge.NatsBridgeError.isInstance(error) ? error.code : String(error),
        };
      },
      { where, text },
    );
    expect(result).toMatchObject({ last: 8_000_000, totals: [8_000_000], code: "aborted" });
    expect(result.steps).toBeGreaterThan(1);
  });

  test("gives up an upload when told to, and publishes nothing", async () => {
    const subject = `cancelled.${name}`;
    await using listener = await NATSBridge.connect({ broker_url: world.nats.url });
    const heard: string[] = [];
    const subscription = listener.subscribe(subject);
    const listening = (async () => {
      for await (const env of subscription) heard.push(env.msg_id);
    })();
    await subscription.ready;
    const code = await scope().evaluate(
      async ({ where, subject }) => {
        const stop = new AbortController();
        const error = await peer.natsbridge
          .smartsend(subject, [["big", new Uint8Array(50_000_000), "binary"]], {
            ...where,
            signal: stop.signal,
            on_progress: () => stop.abort(),
          })
          .catch((caught: unknown) => caught);
        return peer.natsbridge.NatsBridgeError.isInstance(error) ? error.code : String(error);
      },
      { where, subject },
    );
    expect(code).toBe("aborted");
    await listener.connection.flush();
    await subscription.drain();
    await listening;
    expect(heard).toEqual([]);
  });
});
