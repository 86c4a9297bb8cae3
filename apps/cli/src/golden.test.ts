import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createObjectStoreFileServer } from "@natsbridge/fileserver-objectstore";
import { ensureStream, NATSBridge } from "natsbridge";
import { loadVectors } from "testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishRaw } from "./stored/publish-raw.ts";
import { runCli, spawnCli } from "./testing/run-cli.test.support.ts";
import { type Dev, startDev } from "./testing/start-dev.test.support.ts";
import { startListening } from "./testing/start-listening.test.support.ts";

let dev: Dev;
let bridge: NATSBridge;
let folder: string;
const vector = (name: string): Buffer => {
  const found = loadVectors().find((each) => each.name === name);
  return Buffer.from(found?.envelope_base64 ?? "", "base64");
};

beforeAll(async () => {
  dev = await startDev();
  folder = await mkdtemp(join(tmpdir(), "natsbridge-golden-"));
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  bridge = await NATSBridge.connect({ broker_url: NATS_URL, fileserver_url: FILESERVER_URL });
  const { connection } = bridge;
  await ensureStream(connection, { name: "DEAD", subjects: ["dead.>"] });
  const told = { Code: "link_gone", Reason: "The file is gone", Subject: "orders.new" };
  const place = { Stream: "ORDERS", Consumer: "billing", Sequence: "7", Deliveries: "3" };
  const headers = Object.entries({ ...told, ...place }).map(
    ([name, value]) => [`NATSBridge-${name}`, value] as const,
  );
  const data = vector("julia-json-raw");
  await publishRaw(connection, { subject: "dead.orders", headers, data }, true);
  const store = createObjectStoreFileServer({ connection, gateway_url: "http://gateway.example" });
  await store.upload("old", new Uint8Array(10));
});
afterAll(async () => {
  await bridge.close();
  await dev[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** What differs from run to run: times, ids, ports, folders. */
function steady(text: string): string {
  return text
    .replaceAll(folder, "FOLDER")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "UUID")
    .replace(/\b\d+ ms\b/g, "N ms")
    .replace(/127\.0\.0\.1:\d+/g, "HOST")
    .replace(/nats-server [\d.]+/, "nats-server VERSION");
}

async function golden(args: readonly string[], input?: Uint8Array): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, { env: dev.env, ...(input && { input }) });
  expect(stderr).toBe("");
  return `${steady(stdout)}exit code ${code}`;
}

test("inspect", async () => {
  expect(await golden(["inspect", "-"], vector("julia-json-raw"))).toMatchInlineSnapshot(`
    "standard input 900 B
      dialect: that of older Julia peers
      correlation_id   UUID
      msg_id           UUID
      timestamp        TIME
      send_to          /chat
      msg_purpose      chat
      sender_name      NATSBridge
      sender_id        UUID
      broker_url       nats://localhost:4222
      config dictionary, direct, 94 B
        reads, no checksum
      users jsontable, direct, 47 B
        reads, no checksum
      5 deviations from the contract as it is written:
        timestamp is "TIME", written as UTC with milliseconds and Z
        payloads[0].metadata.checksum is missing
        payloads[0].encoding is "json", written as "base64"
        payloads[1].metadata.checksum is missing
        payloads[1].encoding is "json", written as "base64"
    exit code 0"
  `);
});

test("inspect a message that does not read", async () => {
  expect(await golden(["inspect", "-"], vector("checksum-wrong"))).toMatchInlineSnapshot(`
    "standard input 900 B
      dialect: as the contract is written
      correlation_id   UUID
      msg_id           UUID
      timestamp        TIME
      send_to          /chat
      msg_purpose      chat
      sender_name      NATSBridge
      sender_id        UUID
      broker_url       nats://localhost:4222
      note text, direct, 4 B
        reads, checksum matches
      measurements.bin binary, direct, 4 B
        Payload 1 "measurements.bin": expected SHA-256
        1571902abec0a45661de965dbe90cb0177b98c49fc58a5aabfa1edb6c678d972
        (metadata.checksum), got
        9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a; the
        payload was damaged or replaced on its way. Have it sent again
      no deviation from the contract
    exit code 1"
  `);
});

test("translate", async () => {
  expect(await golden(["translate"], vector("python-chat"))).toMatchInlineSnapshot(`
    "from NATSBridge · 2026-11-24T05:36:39.113456+00:00 · 4.3 kB
    message text, 11 B, direct
      Hello! 🎉
    image image, 93 B, direct
      PNG, 8 × 8, 93 B
    table arrowtable, 2.4 kB, direct
      id     name       value
      Int64  LargeUtf8  Float64
      1      Ada        0.5
      2      null       null
      3      東京       1e-7
      3 rows, 3 columns

    exit code 0"
  `);
});

test("dlq ls", async () => {
  expect(await golden(["dlq", "ls", "DEAD"])).toMatchInlineSnapshot(`
    "1         TIME  orders.new, ORDERS 7, 3 deliveries, 900 B
              link_gone: The file is gone
    1 dead letter
    exit code 0"
  `);
});

test("dlq show", async () => {
  expect(await golden(["dlq", "show", "DEAD", "1"])).toMatchInlineSnapshot(`
    "1         TIME  orders.new, ORDERS 7, 3 deliveries, 900 B
              link_gone: The file is gone
    orders.new
    from NATSBridge · TIME · 900 B
    config dictionary, 94 B, direct
      {
        "step_size": 0.01,
        "n": 3,
        "on": true,
        "off": null,
        "nest": {
          "list": [
            1,
            [
              2.5,
              "x"
            ],
            {}
          ],
          "é": "ü\\n\\"\\\\"
        }
      }
    users jsontable, 47 B, direct
      id      name
      number  string
      1       Alice
      2       Bob
      2 rows, 2 columns

    exit code 0"
  `);
});

test("dlq redrive", async () => {
  const args = ["dlq", "redrive", "DEAD", "1", "--to", "invoices.>"];
  expect(await golden(args)).toMatchInlineSnapshot(`
    "1 stays: it says that it came from "orders.new", which does not match
    "invoices.>"
    exit code 1"
  `);
});

test("record and replay", async () => {
  const dir = join(folder, "recorded");
  expect(await golden(["record", dir, "--stream", "DEAD", "--count", "1"])).toMatchInlineSnapshot(`
    "1 message and 0 files in FOLDER/recorded
    exit code 0"
  `);
  expect(await golden(["replay", dir, "--subject", "elsewhere"])).toMatchInlineSnapshot(`
    "1 message and 0 files sent
    exit code 0"
  `);
});

test("sweep", async () => {
  const args = ["sweep", "--objectstore", "natsbridge", "--older-than", "0s", "--dry-run"];
  expect((await golden(args)).replace(/^.+(?=\n1 would)/, "FILE")).toMatchInlineSnapshot(`
    "FILE
    1 would go, 0 left
    exit code 0"
  `);
});

test("request and reply", async () => {
  const replying = await startListening(["reply", "ask", "--count", "1"], dev.env);
  expect(await golden(["request", "ask", "x=1"])).toMatchInlineSnapshot(`
    "from NATSBridge · ACK · TIME

    exit code 0"
  `);
  expect(steady((await replying.result).stdout)).toMatchInlineSnapshot(`
    "ask from natsbridge: answered
    "
  `);
});

test("doctor", async () => {
  const { NATS_URL = "" } = dev.env;
  const args = ["doctor", "--nats", NATS_URL, "--files", "http://127.0.0.1:1", "--subject", "here"];
  // Where lines break depends on how long something took.
  const { code, stdout } = await runCli(args, { env: dev.env });
  const lines = stdout.replace(/\n {10}(?!→)/g, " ");
  expect(`${steady(lines)}exit code ${code}`).toMatchInlineSnapshot(`
    "ok        broker: nats-server VERSION at nats://HOST, connected in N ms
    ok        broker: max_payload 1,048,576 bytes: payloads from about 785,682 bytes become links, before the size threshold of 1,000,000 does it
    ok        addresses: no trap in the addresses
    CRITICAL  file server: http://HOST does not answer: bad port
              → Start one with natsbridge dev, or say where it is with --files or FILESERVER_URL
    ok        permissions: publish here
    ok        permissions: subscribe here
    ok        permissions: subscribe _INBOX.>, for answers
    ok        jetstream: on, 2 streams
    ok        stream DEAD: 1 copy on file
    ok        round trip: text N ms, dictionary N ms, arrowtable N ms, jsontable N ms, image N ms, audio N ms, video N ms, binary N ms

    1 critical, 9 ok
    exit code 2"
  `);
});

test("dev", async () => {
  // A page of its own: the inspector is there only where it was built.
  const page = await mkdtemp(join(tmpdir(), "natsbridge-page-"));
  await writeFile(join(page, "index.html"), "<h1>A page</h1>");
  const child = spawnCli(["dev", "--free-ports", "--page", page]);
  let shown = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    shown += String(chunk);
    if (shown.includes("Ctrl-C ends it")) child.kill("SIGINT");
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  await rm(page, { recursive: true });
  expect(`${steady(shown)}exit code ${code}`).toMatchInlineSnapshot(`
    "  broker      nats://HOST
      websocket   ws://HOST
      monitoring  http://HOST
      files       http://HOST
      page        http://HOST

      export NATS_URL=nats://HOST
      export FILESERVER_URL=http://HOST

    Ctrl-C ends it; nothing stays.
    exit code 0"
  `);
});
