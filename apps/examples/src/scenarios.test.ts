import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { NATSBridge } from "natsbridge";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import * as chat from "./scenarios/chat.ts";
import { connect } from "./scenarios/connect.ts";
import * as file from "./scenarios/file.ts";
import * as service from "./scenarios/service.ts";
import * as settings from "./scenarios/settings.ts";
import * as stream from "./scenarios/stream.ts";
import * as table from "./scenarios/table.ts";

let nats: NatsServer;
let files: LocalFileServer;
let folder: string;

beforeAll(async () => {
  nats = await startNatsServer({ jetstream: true });
  files = await createLocalFileServer({});
  folder = await mkdtemp(join(tmpdir(), "natsbridge-scenarios-"));
});

afterAll(async () => {
  await files?.close();
  await nats?.stop();
  await rm(folder, { recursive: true, force: true });
});

interface Printed {
  /** What the next call of console.log prints. */
  next(): Promise<unknown[]>;
}

/** Runs a scenario on a bridge of its own, and ends the bridge. */
async function withBridge(run: (bridge: NATSBridge, printed: Printed) => Promise<void>) {
  const lines: unknown[][] = [];
  const waiting: ((line: unknown[]) => void)[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((...line) => {
    const first = waiting.shift();
    if (first === undefined) lines.push(line);
    else first(line);
  });
  const next = () =>
    new Promise<unknown[]>((resolve) => {
      const line = lines.shift();
      if (line === undefined) waiting.push(resolve);
      else resolve(line);
    });
  const bridge = await NATSBridge.connect({ broker_url: nats.url, fileserver_url: files.url });
  try {
    await run(bridge, { next });
  } finally {
    await bridge.close();
    log.mockRestore();
  }
}

test("connect", async () => {
  vi.stubEnv("NATS_URL", nats.url);
  vi.stubEnv("FILESERVER_URL", files.url);
  const bridge = await connect();
  vi.unstubAllEnvs();
  const film = ["film", new Uint8Array(2_000_000), "video"] as const;
  const [env, , receipt] = await bridge.smartsend("films", [film]);
  expect(receipt.payloads[0]?.transport).toBe("link");
  expect(env.payloads[0]?.data.startsWith(files.url)).toBe(true);
  await bridge.close();
});

// What is subscribed and sent over one connection reaches the server in this order.
test("settings", () =>
  withBridge(async (bridge, printed) => {
    const receiving = settings.receive(bridge);
    await settings.send(bridge);
    expect(await printed.next()).toEqual(["config", { step_size: 0.01 }]);
    await bridge.close();
    await receiving;
  }));

test("chat", () =>
  withBridge(async (bridge, printed) => {
    const receiving = chat.receive(bridge);
    await chat.send(bridge, import.meta.filename);
    const { byteLength } = await readFile(import.meta.filename);
    expect(await printed.next()).toEqual(["message", "Look at this!"]);
    expect(await printed.next()).toEqual(["photo", byteLength, "bytes"]);
    await bridge.close();
    await receiving;
  }));

test("table", () =>
  withBridge(async (bridge, printed) => {
    const receiving = table.receive(bridge);
    await table.send(bridge);
    const rows = [
      { id: 1, value: 0.5 },
      { id: 2, value: null },
    ];
    expect(await printed.next()).toEqual(["readings", rows]);
    await bridge.close();
    await receiving;
  }));

test("file", () =>
  withBridge(async (bridge, printed) => {
    const [sent, path] = [join(folder, "film.mp4"), join(folder, "received.mp4")];
    const original = randomBytes(3_000_000);
    await writeFile(sent, original);
    const receiving = file.receive(bridge, path);
    await file.send(bridge, sent);
    expect(await printed.next()).toEqual(["film", original.byteLength, "bytes"]);
    expect((await readFile(path)).equals(original)).toBe(true);
    await bridge.close();
    await receiving;
  }));

test("service", () =>
  withBridge(async (bridge, printed) => {
    await service.serve(bridge).ready;
    await service.ask(bridge);
    expect(await printed.next()).toEqual([144]);
  }));

test("stream", () =>
  withBridge(async (bridge, printed) => {
    await stream.send(bridge);
    const consumption = stream.consume(bridge);
    expect(await printed.next()).toEqual([{ id: 1 }]);
    await consumption.stop();
  }));
