import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type NatsServer, startNatsCluster, startNatsServer } from "@natsbridge/nats-server";
import { askJetStream, ensureStream } from "@natsbridge/transport";
import { untilAnswered } from "testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

import { smartsend } from "../smartsend.ts";
import type { BridgeStatus } from "./bridge-status.ts";
import { NATSBridge } from "./nats-bridge.ts";

let directory: string;
let server: NatsServer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "natsbridge-durability-"));
  server = await startNatsServer({
    config: `jetstream { store_dir: "${directory}/live", sync_interval: always }
      accounts { A { jetstream: enabled, users: [
        { user: all, password: x }
        { user: few, password: x, permissions: { publish: { deny: "$JS.API.STREAM.INFO.>" } } }
      ] } }`,
  });
});
afterAll(async () => {
  await server?.stop();
  await rm(directory, { recursive: true, force: true });
});

const url = (user = "all") => server.url.replace("//", `//${user}:x@`);
const QUICK = { reconnectTimeWait: 20, maxReconnectAttempts: -1 };

/** A bridge with what it tells, and what its logger hears. */
async function open(user?: string, broker_url = url(user)) {
  const warned: string[] = [];
  const quiet = () => undefined;
  const bridge = await NATSBridge.connect({
    broker_url,
    connection_options: QUICK,
    logger: {
      debug: quiet,
      info: quiet,
      error: quiet,
      warn: (line) => warned.push(line.replace(/^.*Correlation: \] /, "")),
    },
  });
  const events = bridge.status()[Symbol.asyncIterator]();
  const told = async <Type extends BridgeStatus["type"]>(type: Type) => {
    for (;;) {
      const { value: status, done } = await events.next();
      if (done) break;
      if (status.type === type) return status as Extract<BridgeStatus, { readonly type: Type }>;
    }
    throw new Error(`no ${type} was told`);
  };
  const send = async (subject: string, msg_id?: string) => {
    const payload = ["n", 1, "dictionary"] as const;
    const [, , receipt] = await bridge.smartsend(subject, [payload], {
      jetstream: true,
      ...(msg_id && { msg_id }),
    });
    return receipt;
  };
  return { bridge, told, send, warned };
}

const ADVICE = "If they must stay, give it num_replicas 3, storage file and persist_mode default";

test.each([
  [
    "file",
    {},
    { replicas: 1, storage: "file", persist_mode: "default" },
    "which goes with its machine",
  ],
  [
    "memory",
    { storage: "memory" },
    { replicas: 1, storage: "memory", persist_mode: "default" },
    "it is in memory, which a restart empties",
  ],
  [
    "async",
    { persist_mode: "async" },
    { replicas: 1, storage: "file", persist_mode: "async" },
    "it acknowledges before a message is on disk (persist_mode async)",
  ],
])(
  "a stream of kind %s: the receipt says how safe it is, and one warning why not",
  async (name, config, durability, why) => {
    const { bridge, told, send, warned } = await open();
    await askJetStream(bridge.connection, `STREAM.CREATE.${name}`, {
      name,
      subjects: [`${name}.>`],
      ...config,
    });
    const before = await send(`${name}.1`);
    expect(before.pub_ack).toEqual({ stream: name, seq: 1, duplicate: false });
    const status = await told("durability");
    expect(status).toMatchObject({ stream: name, ...durability });
    expect(status.advice).toMatch(
      new RegExp(
        `^Messages that stream "${name}" has acknowledged can be lost with one machine: it has one copy \\(num_replicas 1\\), which goes with its machine`,
      ),
    );
    expect(status.advice).toContain(why);
    expect(status.advice?.endsWith(ADVICE)).toBe(true);
    expect((await send(`${name}.2`)).durability).toEqual(durability);
    expect(warned).toEqual([status.advice]);
    // On the same connection it is known, without a bridge as well.
    const [, , receipt] = await smartsend(`${name}.3`, [["n", 1, "dictionary"]], {
      jetstream: true,
      nats_connection: bridge.connection,
    });
    expect(receipt.pub_ack?.seq).toBe(3);
    await bridge.close();
  },
);

test("three copies on disk are told without a warning; in memory, one says only that", async () => {
  await using cluster = await startNatsCluster({ size: 3, jetstream: true });
  const { bridge, told, send, warned } = await open(undefined, cluster.urls.join(","));
  const kinds = [
    ["SAFE", {}, { storage: "file", persist_mode: "default" }, undefined],
    [
      "QUICK",
      { storage: "memory" },
      { storage: "memory", persist_mode: "default" },
      `Messages that stream "QUICK" has acknowledged can be lost with one machine: it is in memory, which a restart empties. ${ADVICE}`,
    ],
  ] as const;
  for (const [name, config, kept, advice] of kinds) {
    const wanted = {
      name,
      subjects: [`${name}.>`],
      num_replicas: 3,
      ...config,
    };
    await untilAnswered(() => askJetStream(bridge.connection, `STREAM.CREATE.${name}`, wanted));
    await send(`${name}.1`);
    const durability = { replicas: 3, ...kept };
    expect(await told("durability")).toEqual({
      type: "durability",
      stream: name,
      ...durability,
      ...(advice && { advice }),
    });
    expect((await send(`${name}.2`)).durability).toEqual(durability);
  }
  expect(warned).toEqual([kinds[1][3]]);
  await bridge.close();
}, 60_000);

test("where nobody may ask, a send is none the worse", async () => {
  const owner = await open();
  await ensureStream(owner.bridge.connection, { name: "DARK", subjects: ["dark.>"] });
  await owner.bridge.close();
  const { bridge, send, warned } = await open("few");
  const told: BridgeStatus[] = [];
  const events = bridge.status();
  const following = (async () => {
    for await (const status of events) told.push(status);
  })();
  for (const seq of [1, 2, 3]) {
    expect((await send("dark.1")).pub_ack).toEqual({ stream: "DARK", seq, duplicate: false });
  }
  await bridge.close();
  await following;
  expect(warned).toEqual([]);
  expect(told).toEqual([]);
});

test("after a reconnect: a stream that has lost its tail, or was given another, is told", async () => {
  const { bridge, told, send, warned } = await open();
  await ensureStream(bridge.connection, { name: "TAIL", subjects: ["tail.>"] });
  await send("tail.1", "first");
  await told("durability");
  await server.kill();
  await cp(join(directory, "live"), join(directory, "copy"), { recursive: true });
  await server.restart();
  await told("reconnect");
  for (const id of ["second", "third"]) await send("tail.1", id);

  const restore = async () => {
    await server.kill();
    await rm(join(directory, "live"), { recursive: true });
    await cp(join(directory, "copy"), join(directory, "live"), { recursive: true });
    await server.restart();
  };
  await restore();
  const lost = await told("stream_remade");
  expect(lost).toEqual({
    type: "stream_remade",
    stream: "TAIL",
    advice:
      'Stream "TAIL" has lost messages 2 to 3, which it had acknowledged to this process. Send them again, and look at its durability',
  });
  // What comes now is compared anew: another process fills what was lost.
  expect((await send("tail.1", "again")).pub_ack?.seq).toBe(2);
  await server.kill();
  await rm(join(directory, "live"), { recursive: true });
  await cp(join(directory, "copy"), join(directory, "live"), { recursive: true });
  const port = server.port;
  const filler = await startNatsServer({
    config: `jetstream { store_dir: "${directory}/live" }
      accounts { A { jetstream: enabled, users: [{ user: all, password: x }] } }`,
  });
  const other = await NATSBridge.connect({ broker_url: filler.url.replace("//", "//all:x@") });
  for (const n of [1, 2])
    await other.smartsend("tail.1", [["n", n, "dictionary"]], { jetstream: true });
  await other.close();
  await filler.kill();
  await server.restart();
  expect(server.port).toBe(port);
  const replaced = await told("stream_remade");
  expect(replaced.advice).toMatch(
    /^Stream "TAIL" has another message 2 than the one it had acknowledged to this process: it has lost its tail/,
  );
  await bridge.close();
  await filler.stop();
  expect(warned).toEqual(expect.arrayContaining([lost.advice, replaced.advice]));
});

test("after a reconnect: a stream that is gone, or was made anew, is told", async () => {
  const { bridge, told, send } = await open();
  const settings = { name: "MEM", subjects: ["mem.>"], storage: "memory" } as const;
  await ensureStream(bridge.connection, settings);
  await send("mem.1");
  await told("durability");
  await server.restart();
  expect((await told("stream_remade")).advice).toBe(
    'Stream "MEM" is not there any more; it had acknowledged messages up to 1 to this process. Make it anew, and send again what it must have',
  );
  await bridge.close();

  const second = await open();
  await ensureStream(second.bridge.connection, { ...settings, storage: "file" });
  await second.send("mem.1");
  await second.told("durability");
  const admin = await NATSBridge.connect({ broker_url: url() });
  await askJetStream(admin.connection, "STREAM.DELETE.MEM");
  await ensureStream(admin.connection, { ...settings, storage: "file" });
  await admin.close();
  await server.restart();
  expect((await second.told("stream_remade")).advice).toMatch(
    /^Stream "MEM" was made anew at 20\S+; it had acknowledged messages up to 1 to this process before\. Send again/,
  );
  await second.bridge.close();
});

test("after a reconnect nothing is told of a stream that has all", async () => {
  const { bridge, told, send, warned } = await open();
  await ensureStream(bridge.connection, { name: "WHOLE", subjects: ["whole.>"] });
  await send("whole.1");
  const { advice } = await told("durability");
  await server.restart();
  await told("reconnect");
  // The check asks before this send does, on the same connection.
  await send("whole.2");
  expect(warned.filter((line) => line !== advice)).toEqual([]);
  await bridge.close();
});
