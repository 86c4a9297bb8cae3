import { startNatsServer } from "@natsbridge/nats-server";
import { askJetStream, connect } from "@natsbridge/transport";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";
import type { Finding } from "./finding.ts";

let dev: Dev;
beforeAll(async () => {
  dev = await startDev();
});
afterAll(() => dev[Symbol.asyncDispose]());

async function doctor(args: readonly string[], env: Readonly<Record<string, string>> = dev.env) {
  const { code, stdout } = await runCli(["doctor", "--json", ...args], { env });
  const { status, findings } = JSON.parse(stdout) as { status: string; findings: Finding[] };
  const bad = findings.filter(({ level }) => level !== "ok");
  return { code, status, findings, bad };
}

test("all is well with natsbridge dev, and nothing stays on its file server", async () => {
  const { code, status, bad, findings } = await doctor([
    "--monitoring",
    dev.ready.monitoring ?? "",
  ]);
  expect(bad).toEqual([]);
  expect({ code, status }).toEqual({ code: 0, status: "ok" });
  const trips = findings.find(({ check }) => check === "round trip")?.message ?? "";
  expect(trips.match(/\d+ ms/g)).toHaveLength(9);
});

test("no broker and no file server are critical, each with its mend", async () => {
  const { code, bad } = await doctor([
    "--nats",
    "nats://127.0.0.1:1",
    "--files",
    "http://127.0.0.1:1",
  ]);
  expect(code).toBe(2);
  expect(bad.map(({ check, level }) => [check, level])).toEqual([
    ["broker", "critical"],
    ["file server", "critical"],
  ]);
  for (const { mend } of bad) expect(mend).toContain("natsbridge dev");
});

test("a wrong password is told, and not repeated", async () => {
  await using server = await startNatsServer({
    config: "authorization { user: me, password: right }",
  });
  const { code, bad } = await doctor(["--user", "me", "--password", "hunter2"], {
    ...dev.env,
    NATS_URL: server.url,
  });
  expect(code).toBe(2);
  expect(bad[0]).toMatchObject({ check: "broker", level: "critical" });
  expect(JSON.stringify(bad)).not.toContain("hunter2");
});

test("missing permissions are named subject by subject", async () => {
  const config = `authorization { users: [ { user: me, password: pw,
    permissions: { publish: ["chat"], subscribe: ["chat"] } } ] }`;
  await using server = await startNatsServer({ jetstream: true, config });
  const env = { ...dev.env, NATS_URL: server.url, NATS_USER: "me", NATS_PASSWORD: "pw" };
  const { code, bad } = await doctor(["--subject", "chat"], env);
  expect(code).toBe(2);
  expect(bad.map(({ check, level }) => [check, level])).toEqual([
    ["permissions", "critical"],
    ["jetstream", "warning"],
  ]);
  expect(bad[0]?.message).toBe("not allowed: subscribe _INBOX.>, for answers");
});

test("streams that lose or outlive are warned of", async () => {
  const { NATS_URL = "" } = dev.env;
  const connection = await connect({ servers: NATS_URL });
  const config = {
    name: "WEAK",
    subjects: ["weak"],
    storage: "memory",
    duplicate_window: 5_000_000_000,
    max_msg_size: 1_000,
  };
  await askJetStream(connection, "STREAM.CREATE.WEAK", config);
  try {
    const { code, bad } = await doctor([]);
    expect(code).toBe(1);
    expect(bad.map(({ check, message }) => [check, message.split(":")[0]])).toEqual([
      ["stream WEAK", "in memory"],
      ["stream WEAK", "duplicate window 5 s"],
      ["stream WEAK", "max_msg_size 1000"],
      ["stream WEAK", "messages stay for ever, their files 720 hours"],
    ]);
  } finally {
    await askJetStream(connection, "STREAM.DELETE.WEAK");
    await connection.close();
  }
});

test("a proxy that Node does not use is warned of", async () => {
  const { code, bad } = await doctor([], { ...dev.env, HTTP_PROXY: "http://user:hunter2@proxy" });
  expect(code).toBe(1);
  expect(bad.map(({ check, level }) => [check, level])).toEqual([["addresses", "warning"]]);
  expect(JSON.stringify(bad)).not.toContain("hunter2");
});

test.each([
  [["--nats", "nonsense://"], "--nats: expected a URL"],
  [["--context", "nope"], "there is no context"],
  [["--files", "nonsense"], "nonsense"],
  [["--s3", "nonsense"], "--s3 must be s3://"],
])("a setting that is none is critical: %j", async (args, message) => {
  const { code, status, bad } = await doctor(args);
  expect({ code, status }).toEqual({ code: 2, status: "critical" });
  expect(bad.map((each) => each.message).join()).toContain(message);
});

test("a monitoring port that is none is unknown, exit code 3", async () => {
  const { code, status } = await doctor(["--monitoring", "http://127.0.0.1:1"]);
  expect({ code, status }).toEqual({ code: 3, status: "unknown" });
});
