import { connect as connectIo } from "@nats-io/transport-node";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import type { NatsBridgeError } from "@natsbridge/schema";
import { connect as connectNats, usernamePasswordAuthenticator } from "nats";
import { startTcpProxy, type TcpProxy } from "testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ensureStream } from "../index.ts";
import type { BridgeStatus } from "./bridge-status.ts";
import { NATSBridge } from "./nats-bridge.ts";

const CONFIG = `authorization { user: u, password: right }`;

let nats: NatsServer;
let proxy: TcpProxy;

beforeEach(async () => {
  nats = await startNatsServer({ jetstream: true, config: CONFIG });
  proxy = await startTcpProxy(nats.port);
});
afterEach(async () => {
  await proxy?.close();
  await nats?.stop();
});

/** Events of a bridge until it has told one of this type. */
async function statusUntil(bridge: NATSBridge, type: BridgeStatus["type"]): Promise<string[]> {
  const types: string[] = [];
  for await (const event of bridge.status()) {
    types.push(event.type);
    if (event.type === type) return types;
  }
  return [...types, "ended"];
}

/** Takes values until a wanted one has come; whoever sends repeats it. */
async function until(source: AsyncIterable<{ payloads: readonly unknown[][] }>, wanted: string) {
  for await (const { payloads } of source) if (payloads[0]?.[1] === wanted) return wanted;
  return "ended";
}

const ways: [string, () => { login(): unknown; break(): void; mend(): void }][] = [
  [
    "a password that is refused for some seconds",
    () => {
      let pass = "right";
      return {
        login: usernamePasswordAuthenticator("u", () => pass),
        break: () => {
          pass = "wrong";
        },
        mend: () => {
          pass = "right";
        },
      };
    },
  ],
  [
    "an authenticator that throws",
    () => {
      let isBroken = false;
      return {
        login: (nonce?: string) => {
          if (isBroken) throw new Error("the vault is closed");
          return usernamePasswordAuthenticator("u", "right")(nonce);
        },
        break: () => {
          isBroken = true;
        },
        mend: () => {
          isBroken = false;
        },
      };
    },
  ],
];

describe.each(ways)("a bridge outlives %s", (_name, way) => {
  test("subscriptions, consumptions and sends go on, and status() tells each step", async () => {
    const { login, ...auth } = way();
    await using bridge = await NATSBridge.connect({
      broker_url: proxy.address,
      connection_options: {
        authenticator: typeof login === "function" ? login : undefined,
        reconnectTimeWait: 50,
      },
    });
    await using sender = await NATSBridge.connect({ broker_url: `u:right@127.0.0.1:${nats.port}` });
    await ensureStream(sender.connection, { name: "S", subjects: ["s.>"] });
    const heard = bridge.subscribe("live");
    await heard.ready;
    const consumed: unknown[] = [];
    const consumption = bridge.consume({ stream: "S", consumer: "c" }, ({ payloads }) => {
      consumed.push(payloads[0]?.[1]);
    });
    await consumption.ready;
    auth.break();
    const refused = statusUntil(bridge, "login_refused");
    const reconnected = statusUntil(bridge, "reconnect");
    proxy.cut();
    proxy.mend();
    expect((await refused).at(-1)).toBe("login_refused");
    expect((await refused)[0]).toBe("disconnect");
    await sender.smartsend("s.1", [["a", "meanwhile", "text"]], { jetstream: true });
    auth.mend();
    expect((await reconnected).at(-1)).toBe("reconnect");
    const live = until(heard, "after");
    await bridge.smartsend("live", [["a", "after", "text"]]);
    expect(await live).toBe("after");
    await bridge.smartsend("s.2", [["a", "after", "text"]], { jetstream: true });
    await expect.poll(() => consumed, { timeout: 20_000 }).toEqual(["meanwhile", "after"]);
    expect(bridge.connection.isClosed()).toBe(false);
  });
});

test("a client that gives up is replaced, once for all that keep the bridge", async () => {
  await using bridge = await NATSBridge.connect({
    broker_url: `u:right@${proxy.address}`,
    connection_options: { maxReconnectAttempts: 1, reconnectTimeWait: 20 },
  });
  const heard = bridge.subscribe("live");
  await heard.ready;
  const first = bridge.connection;
  const replaced = statusUntil(bridge, "connection_replaced");
  proxy.cut();
  await first.closed();
  proxy.mend();
  expect((await replaced).at(-1)).toBe("connection_replaced");
  expect(bridge.connection).not.toBe(first);
  const live = until(heard, "after");
  await bridge.smartsend("live", [["a", "after", "text"]]);
  expect(await live).toBe("after");
  const answered = bridge.request("live2", [["q", "?", "text"]]);
  await expect(answered).rejects.toMatchObject({ code: "no_responders" });
});

test("the first connect still rejects, and what the authenticator threw is said", async () => {
  const refused = NATSBridge.connect({ broker_url: `u:wrong@${proxy.address}` });
  await expect(refused).rejects.toMatchObject({ code: "permission_denied" });
  const authenticator = () => {
    throw new Error("the vault is closed");
  };
  const broken = NATSBridge.connect({
    broker_url: proxy.address,
    connection_options: { authenticator },
  });
  await expect(broken).rejects.toMatchObject({
    code: "permission_denied",
    message: `There was no login for NATS at ${proxy.address}: the authenticator in connection_options threw "the vault is closed"`,
  });
});

describe("close()", () => {
  test("ends the wait for a server at once", async () => {
    const bridge = await NATSBridge.connect({
      broker_url: `u:right@${proxy.address}`,
      connection_options: { maxReconnectAttempts: 1, reconnectTimeWait: 20 },
    });
    const heard = until(bridge.subscribe("live"), "never");
    const { connection } = bridge;
    proxy.cut();
    await connection.closed();
    const started = performance.now();
    await bridge.close();
    expect(performance.now() - started).toBeLessThan(1_000);
    expect(await heard).toBe("ended");
  });

  test("called twice gives the same promise, and waits once", async () => {
    const bridge = await NATSBridge.connect({ broker_url: `u:right@${proxy.address}` });
    // The server does not answer the drain: each call would wait for it.
    proxy.pause();
    const first = bridge.close();
    expect(bridge.close()).toBe(first);
    await first;
    expect(bridge.close()).toBe(first);
  }, 20_000);
});

describe.each([
  ["nats 2", connectNats],
  ["@nats-io 3", connectIo],
])("on a borrowed connection of %s that ends", (_name, dial) => {
  test("every iterable ends with a typed error", async () => {
    const nats_connection = await dial({
      servers: nats.url,
      user: "u",
      pass: "right",
      reconnect: false,
    });
    const bridge = await NATSBridge.connect({ nats_connection });
    await ensureStream(nats_connection, { name: "S", subjects: ["s.>"] });
    const ended = (source: AsyncIterable<unknown>) =>
      (async () => {
        for await (const _item of source);
        return "in silence";
      })().catch(({ code }: NatsBridgeError) => code);
    const subscription = bridge.subscribe("live");
    await subscription.ready;
    const consumption = bridge.consume({ stream: "S", consumer: "c" });
    await consumption.ready;
    const statuses: BridgeStatus[] = [];
    const status = (async () => {
      for await (const event of bridge.status()) statuses.push(event);
    })();
    const ends = [ended(subscription), ended(consumption)];
    await nats.kill();
    expect(await Promise.all(ends)).toEqual(["connection_failed", "connection_failed"]);
    await status;
    expect(statuses.at(-1)).toMatchObject({ type: "error", error: { code: "connection_failed" } });
  });
});
