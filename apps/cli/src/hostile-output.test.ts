import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureStream, NATSBridge } from "natsbridge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { publishRaw } from "./stored/publish-raw.ts";
import { runCli } from "./testing/run-cli.test.support.ts";
import { type Dev, startDev } from "./testing/start-dev.test.support.ts";
import { startListening } from "./testing/start-listening.test.support.ts";

/** Clears a screen, sets a title, writes to the clipboard, moves, and the same in the 8-bit forms. */
const EVIL =
  "a\u001B[2J\u001B]0;owned\u0007\u001B]52;c;ZWNobw==\u0007\r\u0008\u009B2J\u009D0;x\u009C\u007F";

let dev: Dev;
let bridge: NATSBridge;
let folder: string;
beforeAll(async () => {
  dev = await startDev();
  folder = await mkdtemp(join(tmpdir(), "natsbridge-hostile-"));
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  bridge = await NATSBridge.connect({ broker_url: NATS_URL, fileserver_url: FILESERVER_URL });
  await ensureStream(bridge.connection, { name: "EVIL", subjects: ["evil.>"] });
  const [, json] = await bridge.smartsend(
    "evil.x",
    [
      [EVIL, EVIL, "text"],
      [EVIL, { [EVIL]: EVIL }, "dictionary"],
      [EVIL, [{ [EVIL]: EVIL }], "jsontable"],
      [EVIL, [{ [EVIL]: EVIL, nested: { [EVIL]: [EVIL] } }], "arrowtable"],
      [EVIL, new TextEncoder().encode(EVIL), "binary"],
      [EVIL, new TextEncoder().encode(EVIL), "image"],
    ],
    {
      is_publish: false,
      sender_name: EVIL,
      correlation_id: `c${EVIL}`,
      metadata: { [EVIL]: EVIL, reason: EVIL },
      msg_purpose: EVIL,
      receiver_name: EVIL,
    },
  );
  const body = Buffer.from(json);
  await writeFile(join(folder, "evil.json"), body);
  const evil = EVIL.replaceAll("\r", "");
  const headers = ["Code", "Reason", "Subject", "Stream", "Consumer", "Sequence"].map(
    (name) => [`NATSBridge-${name}`, evil] as const,
  );
  await publishRaw(bridge.connection, { subject: "evil.dead", headers, data: body }, true);
  const link = json.replace(
    /"transport":"direct","encoding":"base64"/,
    '"transport":"link","encoding":"none"',
  );
  const linked = { subject: "evil.link", headers: [], data: Buffer.from(link) };
  await publishRaw(bridge.connection, linked, true);
  const unknown = json.replace('"payload_type":"text"', `"payload_type":${JSON.stringify(EVIL)}`);
  const untyped = { subject: "evil.type", headers: [], data: Buffer.from(unknown) };
  await publishRaw(bridge.connection, untyped, true);
});
afterAll(async () => {
  await bridge.close();
  await dev[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** What a terminal would take for a command: all controls but line ends. */
const COMMANDS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;

test.each([
  "recv --stream EVIL --count 3",
  "recv --stream EVIL --count 3 --full",
  "recv --stream EVIL --count 3 --json",
  "recv --stream EVIL --count 3 --out OUT --force",
  "inspect EVIL:1",
  "inspect EVIL:1 --json",
  "inspect EVIL:2",
  "inspect EVIL:3",
  "dlq ls EVIL",
  "dlq ls EVIL --json",
  "dlq show EVIL 1",
  "dlq show EVIL 1 --json",
  "dlq redrive EVIL --all --to x",
  "dlq redrive EVIL --all --to x --json",
  "record REC --stream EVIL",
  "translate",
  "translate --json",
])("nothing of a hostile message reaches a terminal as a command: natsbridge %s", async (line) => {
  const out = join(folder, "out");
  const args = line.replace("OUT", out).replace("REC", join(folder, "rec")).split(" ");
  const { readFile } = await import("node:fs/promises");
  const input = await readFile(join(folder, "evil.json"));
  const { stdout, stderr } = await runCli(args, { env: dev.env, input });
  expect(stdout + stderr).not.toBe("");
  expect(stdout).not.toMatch(COMMANDS);
  expect(stderr).not.toMatch(COMMANDS);
});

test("nor of a question, of its answer, or of what passes dev", async () => {
  const serving = await startListening(
    ["serve", "ask", "--command", "cat", "--count", "2"],
    dev.env,
  );
  await bridge.request("ask", [[EVIL, EVIL, "text"]], { sender_name: EVIL });
  const failing = bridge.serve(
    "no",
    () => {
      throw new Error(EVIL);
    },
    { expose_errors: true, logger: { debug() {}, info() {}, warn() {}, error() {} } },
  );
  await failing.ready;
  const refused = await runCli(["request", "no", "x=1"], { env: dev.env });
  expect(refused.code).toBe(1);
  bridge.connection.publish("ask", EVIL);
  const { stdout, stderr } = await serving.result;
  for (const text of [refused.stderr, stdout, stderr]) expect(text).not.toMatch(COMMANDS);
  await failing.stop();
});

test("nor of what was typed", async () => {
  for (const args of [
    ["send", "chat", `${EVIL}=${EVIL}`],
    [
      "send",
      "chat",
      `${EVIL}=${EVIL}`,
      "--explain",
      "--header",
      "A: \u009b2J",
      "--metadata",
      `a=${EVIL}`,
    ],
    ["send", EVIL, "x=1"],
    ["send", "chat", `x:${EVIL}=1`],
    ["send", "chat", `@${EVIL}`],
    ["recv", "--stream", EVIL],
    ["inspect", EVIL],
    ["context", "show", EVIL],
    ["dlq", "show", "EVIL", EVIL],
    [EVIL],
    ["send", `--${EVIL}`],
  ]) {
    const { stdout, stderr } = await runCli(args, { env: dev.env });
    expect(stdout + stderr).not.toBe("");
    expect(stdout + stderr).not.toMatch(COMMANDS);
  }
});
