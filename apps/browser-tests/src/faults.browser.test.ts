import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import type { NATSBridge } from "natsbridge";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rendererProcesses } from "./harness/renderer-processes.ts";
import { startWorld, type World } from "./harness/start-world.ts";
import { samplePayloads } from "./pages/sample-payloads.ts";
import { summarize } from "./pages/summarize.ts";

let world: World;
let page: Page;
let where: { broker_url: string; fileserver_url: string };

beforeAll(async () => {
  world = await startWorld(["peer.html"], {
    // A name that is not localhost makes an insecure context of a page on http.
    flags: ["--host-resolver-rules=MAP insecure.test 127.0.0.1"],
  });
  where = { broker_url: world.broker, fileserver_url: world.files.url };
  page = await world.open("peer.html");
});
afterAll(() => world?.[Symbol.asyncDispose]());

interface Fault {
  readonly code: string;
  readonly message: string;
  readonly isRetryable: boolean;
}

/** What `smartsend` of a linked text in a page rejects with. */
function sendFault(at: Page, options: object): Promise<Fault> {
  return at.evaluate(async (options) => {
    try {
      await peer.natsbridge.smartsend("x", [["note", "x", "text"]], {
        size_threshold: 1,
        ...options,
      });
      return { code: "none", message: "", isRetryable: false };
    } catch (error) {
      if (!peer.natsbridge.NatsBridgeError.isInstance(error)) throw error;
      const { code, message, isRetryable } = error;
      return { code, message, isRetryable };
    }
  }, options);
}

/** What `smartreceive` in a page rejects with. */
function receiveFault(at: Page, text: string): Promise<Fault> {
  return at.evaluate(async (message) => {
    try {
      await peer.natsbridge.smartreceive(message, { allowed_link_origins: "any" });
      return { code: "none", message: "", isRetryable: false };
    } catch (error) {
      if (!peer.natsbridge.NatsBridgeError.isInstance(error)) throw error;
      const { code, message: said, isRetryable } = error;
      return { code, message: said, isRetryable };
    }
  }, text);
}

describe("a store without CORS headers", () => {
  let closed: LocalFileServer;
  beforeAll(async () => {
    closed = await createLocalFileServer({ cors: false });
  });
  afterAll(() => closed?.close());

  const waysOut = /no CORS headers.*Plik sends none.*same origin.*proxy.*another store|use a store/;

  test("an upload says so and names the ways out", async () => {
    const fault = await sendFault(page, { ...where, fileserver_url: closed.url });
    expect(fault).toMatchObject({ code: "upload_failed", isRetryable: false });
    expect(fault.message).toMatch(waysOut);
    expect(fault.message).toContain('Payload 0 "note"');
  });

  test("a download says so, and is not tried again", async () => {
    const [, text] = await world.node.smartsend("x", [["note", "x", "text"]], {
      fileserver_url: closed.url,
      size_threshold: 1,
      is_publish: false,
    });
    const gets: string[] = [];
    const count = (request: { method(): string; url(): string }) => {
      if (request.url().startsWith(closed.url)) gets.push(request.method());
    };
    page.on("request", count);
    const fault = await receiveFault(page, text);
    page.off("request", count);
    expect(fault).toMatchObject({ code: "link_refused", isRetryable: false });
    expect(fault.message).toMatch(waysOut);
    expect(gets.filter((method) => method === "GET")).toHaveLength(1);
  });
});

test("a store that is not there is unreachable, and may be asked again", async () => {
  const gone = await createLocalFileServer({});
  await gone.close();
  const fault = await sendFault(page, { ...where, fileserver_url: gone.url });
  expect(fault).toMatchObject({ code: "upload_failed", isRetryable: true });
  expect(fault.message).toContain("cannot be reached");
});

test("a broker that is no websocket says what to do", async () => {
  const fault = await sendFault(page, { ...where, broker_url: world.nats.url, size_threshold: 99 });
  expect(fault.code).toBe("unsupported");
  expect(fault.message).toMatch(/wss:\/\/ or ws:\/\/ to the websocket port/);
});

describe("a page on https", () => {
  let secure: Page;
  beforeAll(async () => {
    secure = await world.browser.newPage();
    await secure.route("https://secure.test/**", (route) => {
      const file = world.site.read(new URL(route.request().url()).pathname);
      return file ? route.fulfill(file) : route.fulfill({ status: 404 });
    });
    await secure.goto("https://secure.test/peer.html");
  });

  test("may not use ws:, and is told to use wss:", async () => {
    const fault = await sendFault(secure, {
      broker_url: "ws://nats.test:8080",
      size_threshold: 99,
    });
    expect(fault.code).toBe("connection_failed");
    expect(fault.message).toMatch(/page on https: may only connect to wss:\/\//);
  });

  test("may not read http:, and is told so", async () => {
    const [, text] = await world.node.smartsend("x", [["note", "x", "text"]], {
      size_threshold: 1,
      is_publish: false,
    });
    const fault = await receiveFault(secure, text.replaceAll("127.0.0.1", "files.test"));
    expect(fault).toMatchObject({ code: "link_refused", isRetryable: false });
    expect(fault.message).toContain("mixed content");
  });
});

test("an insecure context has no Web Crypto, and everything works all the same", async () => {
  const insecure = await world.browser.newPage();
  await insecure.goto(`http://insecure.test:${world.site.port}/peer.html`);
  const result = await insecure.evaluate(async (where) => {
    const [, text, receipt] = await peer.natsbridge.smartsend("x", peer.samplePayloads(), {
      ...where,
      size_threshold: 1,
    });
    const env = await peer.natsbridge.smartreceive(text, where);
    return {
      isSecure: isSecureContext,
      subtle: typeof crypto.subtle,
      links: receipt.payloads.filter(({ transport }) => transport === "link").length,
      seen: await peer.summarize(env.payloads),
    };
  }, where);
  expect(result).toEqual({
    isSecure: false,
    subtle: "undefined",
    links: 8,
    seen: await summarize(samplePayloads()),
  });
  await insecure.close();
});

describe("a page that stays subscribed", () => {
  let tab: Page;
  beforeAll(async () => {
    tab = await world.open("peer.html");
    await tab.evaluate(async (where) => {
      const bridge = await peer.natsbridge.NATSBridge.connect(where);
      const heard: string[] = [];
      const subscription = bridge.subscribe("tab");
      void (async () => {
        for await (const env of subscription) heard.push(String(env.payloads[0]?.[1]));
      })();
      await subscription.ready;
      Object.assign(globalThis, { bridge, heard });
    }, where);
  });
  const heard = () => tab.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  const say = (text: string) => world.node.smartsend("tab", [["t", text, "text"]]);

  /** As a laptop freezes its programs. */
  const sleep = async (meanwhile: () => Promise<unknown>) => {
    const processes = await rendererProcesses(world.browser);
    for (const id of processes) process.kill(id, "SIGSTOP");
    try {
      await meanwhile();
    } finally {
      for (const id of processes) process.kill(id, "SIGCONT");
    }
  };
  const loseBroker = async () => {
    await world.nats.kill();
    await world.nats.restart();
  };
  const isHeard = async (text: string) => {
    await say(text);
    return (await heard()).includes(text);
  };

  test("gets what was said while it slept", async () => {
    await sleep(() => say("asleep"));
    await expect.poll(heard).toEqual(["asleep"]);
  });

  test.each([
    ["away", loseBroker],
    ["away while the tab slept", () => sleep(loseBroker)],
  ])("comes back after the broker was %s", async (text, lose) => {
    await lose();
    await expect.poll(() => isHeard(text), { timeout: 30_000 }).toBe(true);
  });

  test("a send while the broker is away ends in a typed error or arrives", async () => {
    await world.nats.kill();
    const outcome = tab.evaluate(async () => {
      const { bridge } = globalThis as unknown as { bridge: NATSBridge };
      try {
        await bridge.smartsend("tab", [["t", "late", "text"]]);
        return "sent";
      } catch (error) {
        return peer.natsbridge.NatsBridgeError.isInstance(error) ? error.code : String(error);
      }
    });
    await world.nats.restart();
    expect(["sent", "publish_failed", "timeout", "connection_failed"]).toContain(await outcome);
  });
});
