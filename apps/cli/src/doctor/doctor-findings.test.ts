import { createServer, type ServerResponse } from "node:http";
import { startNatsCluster, startNatsServer } from "@natsbridge/nats-server";
import { askJetStream, connect } from "@natsbridge/transport";
import { listen, untilAnswered } from "testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";
import type { Finding } from "./finding.ts";

let dev: Dev;
beforeAll(async () => {
  dev = await startDev();
});
afterAll(() => dev[Symbol.asyncDispose]());

async function doctor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout } = await runCli(["doctor", "--json", ...args], {
    env: { ...dev.env, ...env },
  });
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return { code, findings, bad: findings.filter(({ level }) => level !== "ok") };
}

const HOUR = 3_600_000;

/** A server that answers every question, with a clock of its own. */
async function standIn(body: object, headers: Readonly<Record<string, string>>, ahead = 0) {
  const answer = (response: ServerResponse) => {
    response.setHeader("Date", new Date(Date.now() + ahead).toUTCString());
    response.writeHead(200, { ...headers }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    request.resume().once("end", () => answer(response));
  });
  const listening = await listen(server);
  return Object.assign(listening, { url: `http://127.0.0.1:${listening.port}` });
}

test("limits, time to live and CORS of a file server are told", async () => {
  const config = { maxFileSize: 2_000_000_000, defaultTTL: 7_200 };
  await using shared = await standIn(config, { "Access-Control-Allow-Origin": "*" });
  await using own = await standIn({ maxFileSize: 1_000, defaultTTL: -1 }, {});
  const told = async ({ url }: { readonly url: string }) => {
    const { findings } = await doctor(["--files", url]);
    return findings.filter(({ check }) => check === "file server").map(({ message }) => message);
  };
  expect(await told(shared)).toEqual([
    `at ${shared.url}, files up to 2.0 GB, kept for 2 hours`,
    "pages of other origins may read (CORS)",
  ]);
  expect(await told(own)).toEqual([
    `at ${own.url}, files up to 1.0 kB, kept for ever`,
    "no CORS headers: only pages of its own origin can read; serve the page from there, or put a proxy in front",
  ]);
});

test("max_payload is held against the threshold that sends would have", async () => {
  const told = async (env: Readonly<Record<string, string>>) =>
    (await doctor([], env)).findings.map(({ message }) => message);
  expect(await told({})).toContain(
    "max_payload 1,048,576 bytes: payloads from about 785,682 bytes become links, before the size threshold of 1,000,000 does it",
  );
  expect(await told({ SIZE_THRESHOLD: "5000" })).toContain(
    "max_payload 1,048,576 bytes, above the size threshold of 5,000",
  );
});

test("clocks that differ are warned of, each by name", async () => {
  await using files = await standIn({ defaultTTL: -1 }, {}, HOUR);
  const varz = { now: new Date(Date.now() - HOUR).toISOString(), slow_consumers: 3 };
  await using broker = await standIn(varz, {});
  const { findings } = await doctor(["--files", files.url, "--monitoring", broker.url]);
  const clocks = findings.filter(({ check }) => check === "clock");
  expect(clocks.map(({ level, message }) => [level, message.replace(/\d+ s/, "N s")])).toEqual([
    ["warning", "that of the file server is N s ahead: times to live and signed links go wrong"],
    ["warning", "that of the broker is N s behind: times to live and signed links go wrong"],
  ]);
  expect(
    clocks.map(({ message }) => Math.round(Number(/(\d+) s/.exec(message)?.[1]) / 100)),
  ).toEqual([36, 36]);
  const readers = findings.find(({ check }) => check === "monitoring");
  expect(readers?.message).toContain("3 readers were cut off");
});

test("sync_interval is told where the monitoring port is given", async () => {
  const config = "jetstream { sync_interval: always }";
  await using server = await startNatsServer({ jetstream: false, config });
  const { findings } = await doctor(["--nats", server.url, "--monitoring", server.monitoringUrl]);
  expect(
    findings.filter(({ check }) => check === "monitoring").map(({ message }) => message),
  ).toEqual(["every message is flushed to disk before its acknowledgement"]);
  const usual = await doctor(["--monitoring", dev.ready.monitoring ?? ""]);
  const told = usual.findings.find(({ check }) => check === "monitoring");
  expect(told?.message).toContain("flushed to disk every 120 s");
});

test("persist_mode async is warned of", async () => {
  const connection = await connect({ servers: dev.env.NATS_URL ?? "" });
  const config = { name: "HASTY", subjects: ["hasty"], persist_mode: "async", max_age: HOUR * 1e6 };
  await askJetStream(connection, "STREAM.CREATE.HASTY", config);
  const { code, bad } = await doctor([]);
  await askJetStream(connection, "STREAM.DELETE.HASTY");
  await connection.close();
  expect(code).toBe(1);
  expect(bad.map(({ check, message }) => [check, message])).toEqual([
    ["stream HASTY", "persist_mode async: acknowledged messages may be lost with the server"],
  ]);
});

test("one copy in a cluster is warned of, three are well", async () => {
  await using cluster = await startNatsCluster({ size: 3, jetstream: true });
  const servers = cluster.servers.map(({ url }) => url).join(",");
  const connection = await connect({ servers });
  for (const num_replicas of [1, 3]) {
    const name = `R${num_replicas}`;
    const config = { name, subjects: [name], num_replicas, max_age: HOUR * 1e6 };
    await untilAnswered(() => askJetStream(connection, `STREAM.CREATE.${name}`, config));
  }
  await connection.close();
  const { code, findings } = await doctor(["--nats", servers]);
  expect(code).toBe(1);
  const told = findings.filter(({ check }) => check.startsWith("stream"));
  expect(told.map(({ check, level, message }) => [check, level, message])).toEqual([
    ["stream R1", "warning", "one copy in a cluster: a server that goes takes it along"],
    ["stream R3", "ok", "3 copies on file"],
  ]);
});
