import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureStream, NATSBridge } from "natsbridge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./testing/run-cli.test.support.ts";
import { runInTerminal } from "./testing/run-in-terminal.test.support.ts";
import { type Dev, startDev } from "./testing/start-dev.test.support.ts";

let dev: Dev;
let folder: string;
beforeAll(async () => {
  dev = await startDev();
  folder = await mkdtemp(join(tmpdir(), "natsbridge-interrupt-"));
  await using bridge = await NATSBridge.connect({ broker_url: dev.env.NATS_URL });
  await ensureStream(bridge.connection, { name: "ORDERS", subjects: ["orders.>"] });
  for (const _ of [1, 2, 3]) {
    await bridge.smartsend("orders.new", [["x", 1, "dictionary"]], { jetstream: true });
  }
  await runCli(["record", join(folder, "recorded"), "--stream", "ORDERS"], { env: dev.env });
});
afterAll(async () => {
  await dev[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Ended by Ctrl-C once they have said so much: 0 for what runs until then, 130 for what had something to finish. */
test.each([
  ["dev --free-ports", /Ctrl-C ends it/, 0],
  ["dev --nats NATS --files FILES --watch x", /Ctrl-C ends it/, 0],
  ["recv chat", /listening/, 0],
  ["recv --stream ORDERS", /ORDERS 3/, 0],
  ["reply ask x=1", /listening/, 0],
  ["serve ask --command cat", /listening/, 0],
  ["record DIR/live --subject chat", /listening/, 0],
  ["send chat x=1 --repeat 100 --rate 1", /sent to chat/, 130],
  ["send chat note:text=@-", /reading standard input/, 130],
  ["send chat note:binary=@-", /reading standard input/, 130],
  ["inspect -", /reading standard input/, 130],
  ["translate", /reading standard input/, 130],
] as const)("Ctrl-C at natsbridge %s", async (line, said, code) => {
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  const args = line
    .replace("NATS", NATS_URL)
    .replace("FILES", FILESERVER_URL)
    .replace("DIR", folder)
    .split(" ");
  const run = runInTerminal(args, 60, dev.env);
  try {
    await run.until(said);
    run.interrupt();
    expect(await run.exitCode).toBe(code);
    expect(run.output()).not.toMatch(/^\s+at |^error:/m);
  } finally {
    run.child.kill();
  }
});

test("Ctrl-C at natsbridge replay, and at a request that nobody has answered yet", async () => {
  const replay = ["replay", join(folder, "recorded"), "--rate", "1", "--subject", "again"];
  const silent = await NATSBridge.connect({ broker_url: dev.env.NATS_URL });
  const asked = silent.subscribe("asked");
  await asked.ready;
  for (const [args, subject] of [
    [replay, "again"],
    [["request", "asked", "x=1", "--timeout", "60s"], "asked"],
  ] as const) {
    const run = runInTerminal(args, 60, dev.env);
    while ((await dev.next()).subject !== subject);
    run.interrupt();
    expect(await run.exitCode).toBe(130);
    expect(run.output()).not.toMatch(/^error:/m);
  }
  await silent.close();
});
