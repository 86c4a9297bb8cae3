import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createObjectStoreFileServer } from "@natsbridge/fileserver-objectstore";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { askJetStream, connect, type NatsConnection } from "@natsbridge/transport";
import { ensureStream, type JetStreamPlace } from "natsbridge";
import { startEdge, startImporting } from "testkit/nats-sites";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { publishRaw } from "../stored/publish-raw.ts";
import { type CliResult, runCli } from "../testing/run-cli.test.support.ts";

describe.each([
  ["of another domain, over a leaf node", startEdge],
  ["of another account, imported", startImporting],
])("a context leads to streams %s", (_name, start) => {
  let servers: readonly NatsServer[];
  let place: JetStreamPlace;
  let connection: NatsConnection;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "natsbridge-elsewhere-"));
    ({ servers, place, url } = await start(startNatsServer, folder));
    await mkdir(join(folder, "nats/context"), { recursive: true });
    const { domain: jetstream_domain = "", api_prefix: jetstream_api_prefix = "" } = place;
    await writeFile(
      join(folder, "nats/context/far.json"),
      JSON.stringify({ url, jetstream_domain, jetstream_api_prefix }),
    );
    connection = await connect({ servers: url });
    // The leaf node is tied to its hub a moment after both are up.
    const isThere = () =>
      askJetStream(connection, "INFO", undefined, place).then(
        () => true,
        () => false,
      );
    await vi.waitUntil(isThere, { timeout: 60_000 });
    await ensureStream(connection, { name: "FAR", subjects: ["far.>"], ...place });
  });
  afterAll(async () => {
    await connection?.close();
    for (const server of servers ?? []) await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const cli = (...args: string[]): Promise<CliResult> =>
    runCli([...args, "--context", "far"], { env: { XDG_CONFIG_HOME: folder } });
  const json = async (...args: string[]): Promise<unknown[]> => {
    const { code, stdout, stderr } = await cli(...args, "--json");
    expect([code, stderr]).toEqual([0, ""]);
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  };

  test("send, with the durability of the stream", async () => {
    const [sent] = await json("send", "far.live", "x=1", "--jetstream", "--repeat", "2");
    expect(sent).toMatchObject({ pub_ack: { stream: "FAR", seq: 1 } });
    const { stdout } = await cli("send", "far.live", "x=1", "--jetstream");
    expect(stdout).toMatch(/^sent to far\.live, message 3 of stream FAR/);
  });

  test.each([
    ["without a consumer", []],
    ["from a place", ["--from", "1"]],
    ["with a durable one", ["--durable", "D"]],
    ["with a durable one from a place", ["--durable", "E", "--from", "1"]],
  ])("recv %s", async (_how, args) => {
    const read = await json("recv", "--stream", "FAR", "--count", "2", "--timeout", "30s", ...args);
    expect(read).toMatchObject([{ sequence: 1 }, { sequence: 2 }]);
  });

  test("inspect, record and replay", async () => {
    expect(await json("inspect", "FAR:1")).toMatchObject([{ subject: "far.live" }]);
    const dir = join(folder, "recorded");
    expect(await json("record", dir, "--stream", "FAR", "--count", "1")).toMatchObject([
      { messages: 1 },
    ]);
    expect(await json("replay", dir, "--jetstream")).toMatchObject([{ messages: 1 }]);
  });

  test("dead letters", async () => {
    const told = { Code: "handler_failed", Subject: "far.live", Stream: "FAR" };
    const headers = Object.entries(told).map(
      ([name, value]) => [`NATSBridge-${name}`, value] as const,
    );
    const letter = { subject: "far.dead", headers, data: Buffer.from("{}") };
    const first = (await publishRaw(connection, letter, true))?.seq ?? 0;
    await publishRaw(connection, letter, true);
    expect(await json("dlq", "ls", "FAR")).toMatchObject([
      { sequence: first },
      { sequence: first + 1 },
    ]);
    expect(await json("dlq", "show", "FAR", String(first))).toMatchObject([
      { sequence: first },
      {},
    ]);
    expect(await json("dlq", "redrive", "FAR", String(first), "--to", "far.live")).toMatchObject([
      { sequence: first, redriven: true },
    ]);
    expect(await json("dlq", "drop", "FAR", "--all")).toEqual([
      { sequence: first + 1, dropped: true },
    ]);
  });

  test("sweep", async () => {
    const gateway_url = "http://gateway.example";
    const store = createObjectStoreFileServer({ connection, gateway_url, bucket: "far", ...place });
    await store.upload("old", new Uint8Array(10));
    const args = ["--objectstore", "far", "--older-than", "0s", "--keep-stream", "FAR"];
    expect(await json("sweep", ...args)).toMatchObject([{ left: 0 }]);
  });

  test("doctor", async () => {
    const { stdout } = await cli("doctor", "--files", "http://127.0.0.1:1", "--json");
    const { findings } = JSON.parse(stdout) as { findings: readonly { readonly check: string }[] };
    expect(findings.map(({ check }) => check)).toContain("stream FAR");
  });

  test("the flags say the same", async () => {
    const { domain, api_prefix } = place;
    const flag =
      domain === undefined ? ["--js-api-prefix", api_prefix ?? ""] : ["--js-domain", domain];
    const letter = { subject: "far.flags", headers: [], data: Buffer.from("{}") };
    const seq = (await publishRaw(connection, letter, true))?.seq;
    const args = ["inspect", `FAR:${seq}`, "--nats", url, "--json", ...flag];
    expect(JSON.parse((await runCli(args)).stdout)).toMatchObject({ subject: "far.flags" });
  });
});

test.each([
  [{ jetstream_domain: "a.b" }, [], 'context "odd", jetstream_domain: expected a name'],
  [{ jetstream_api_prefix: "JS.>" }, [], 'context "odd", jetstream_api_prefix: expected'],
  [{}, ["--js-domain", "a b"], "--js-domain: expected a name without white space"],
  [{}, ["--js-api-prefix", "a..b"], "--js-api-prefix: expected a subject without"],
  [{}, ["--js-domain", "a", "--js-api-prefix", "b"], "--js-api-prefix: expected nothing beside"],
])("%j %j is refused in words", async (fields, flags, message) => {
  const folder = await mkdtemp(join(tmpdir(), "natsbridge-odd-"));
  await mkdir(join(folder, "nats/context"), { recursive: true });
  await writeFile(join(folder, "nats/context/odd.json"), JSON.stringify(fields));
  const env = { XDG_CONFIG_HOME: folder };
  const args = ["dlq", "ls", "FAR", "--context", "odd", "--json", ...flags];
  const { code, stderr } = await runCli(args, { env });
  await rm(folder, { recursive: true });
  expect(code).toBe(1);
  expect(JSON.parse(stderr).error.message).toContain(message);
});
