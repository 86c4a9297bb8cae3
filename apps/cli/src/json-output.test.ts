import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { createObjectStoreFileServer } from "@natsbridge/fileserver-objectstore";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ensureStream, NATSBridge } from "natsbridge";
import { loadVectors } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publishRaw } from "./stored/publish-raw.ts";
import { commandPaths } from "./testing/command-paths.test.support.ts";
import { runCli, spawnCli } from "./testing/run-cli.test.support.ts";
import { type Dev, startDev } from "./testing/start-dev.test.support.ts";

const schemaAt = async (name: string) =>
  JSON.parse(await readFile(new URL(`../schemas/${name}.schema.json`, import.meta.url), "utf8"));
const [message, output] = await Promise.all([schemaAt("message"), schemaAt("output")]);
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addSchema(message).addSchema(output);

/** What keeps a line from being what its definition says; undefined where it is that. */
function deviation(name: string, line: string): unknown {
  const check = ajv.getSchema(`${output.$id}#/$defs/${encodeURIComponent(name)}`);
  if (check === undefined) throw new Error(`no definition for ${name}`);
  return check(JSON.parse(line)) ? undefined : [line, check.errors];
}

let dev: Dev;
let bridge: NATSBridge;
let folder: string;
const streams = new Set<string>();
beforeAll(async () => {
  dev = await startDev();
  folder = await mkdtemp(join(tmpdir(), "natsbridge-json-"));
  await mkdir(join(folder, "nats/context"), { recursive: true });
  const secret = { url: "nats://127.0.0.1:4222", user: "me", password: "x", tls_first: true };
  await writeFile(join(folder, "nats/context/local.json"), JSON.stringify(secret));
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  bridge = await NATSBridge.connect({ broker_url: NATS_URL, fileserver_url: FILESERVER_URL });
  const { connection } = bridge;
  await ensureStream(connection, { name: "ORDERS", subjects: ["orders.>"] });
  await ensureStream(connection, { name: "DEAD", subjects: ["dead.>"] });
  await bridge.smartsend("orders.new", [["order", 1, "dictionary"]], { jetstream: true });
  const data = Buffer.from(
    loadVectors().find(({ name }) => name === "julia-json-raw")?.envelope_base64 ?? "",
    "base64",
  );
  const headers = Object.entries({
    Code: "link_gone",
    Subject: "orders.new",
    Stream: "ORDERS",
  }).map(([name, value]) => [`NATSBridge-${name}`, value] as const);
  for (const _ of [1, 2, 3]) {
    await publishRaw(connection, { subject: "dead.x", headers, data }, true);
  }
  const store = createObjectStoreFileServer({ connection, gateway_url: "http://gateway.example" });
  await store.upload("old", new Uint8Array(10));
  void bridge.serve("square", () => [["result", 4, "dictionary"]]).ready;
});
afterAll(async () => {
  await bridge.close();
  await dev[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const vector = Buffer.from(
  loadVectors().find(({ name }) => name === "python-chat")?.envelope_base64 ?? "",
  "base64",
);

/** Every way to run every command, and what its standard error then has. */
const RUNS: readonly {
  readonly name: string;
  readonly args: string;
  readonly code?: number;
  readonly stderr?: string;
}[] = [
  { name: "send", args: "send chat x=1 big:binary=@-" },
  { name: "send", args: "send orders.new x=1 --jetstream --repeat 5 --rate 5" },
  { name: "send", args: "send chat x=1 --header A:b --explain" },
  { name: "send", args: "send chat x=1 --explain --nats nats://127.0.0.1:1" },
  { name: "send", args: "send nostream x=1 --jetstream", code: 1, stderr: "error" },
  { name: "recv", args: "recv --stream ORDERS --count 1" },
  { name: "recv", args: "recv chat --timeout 100ms", code: 1, stderr: "listening" },
  { name: "request", args: "request square n=2" },
  { name: "translate", args: "translate" },
  { name: "inspect", args: "inspect ORDERS:1" },
  { name: "inspect", args: "inspect -" },
  { name: "inspect", args: "inspect package.json", code: 1, stderr: "error" },
  { name: "doctor", args: "doctor", code: 1 },
  { name: "doctor", args: "doctor --nats nats://127.0.0.1:1", code: 2 },
  { name: "dlq ls", args: "dlq ls DEAD" },
  { name: "dlq show", args: "dlq show DEAD 1" },
  { name: "dlq redrive", args: "dlq redrive DEAD 1 --to orders.>" },
  { name: "dlq redrive", args: "dlq redrive DEAD 2 --to other.>", code: 1 },
  { name: "dlq drop", args: "dlq drop DEAD --all" },
  { name: "sweep", args: "sweep --objectstore natsbridge --older-than 0s --dry-run" },
  { name: "record", args: "record recorded --stream ORDERS" },
  { name: "replay", args: "replay recorded --subject elsewhere" },
  { name: "context ls", args: "context ls" },
  {
    name: "context set",
    args: "context set local --files http://files.example --allow-origin https://a.example",
  },
  { name: "context show", args: "context show local" },
];

describe("every line of --json is as output.schema.json says", () => {
  test.each(RUNS)("natsbridge $args", async ({ name, args, code = 0, stderr }) => {
    const result = await runCli([...args.split(" "), "--json"], {
      env: { ...dev.env, XDG_CONFIG_HOME: folder },
      cwd: folder,
      input: args.includes("@-") ? new Uint8Array(1_500_000) : vector,
    });
    const lines = (printed: string) => printed.split("\n").filter((line) => line !== "");
    expect(
      lines(result.stdout)
        .map((line) => deviation(name, line))
        .filter(Boolean),
    ).toEqual([]);
    expect(lines(result.stdout).length > 0 || stderr !== undefined).toBe(true);
    expect(
      lines(result.stderr)
        .map((line) => deviation(stderr ?? "", line))
        .filter(Boolean),
    ).toEqual([]);
    expect(result.code).toBe(code);
    if (args.includes("--repeat")) expect(result.stdout).toContain('"durability":{"replicas":1,');
    streams.add(name);
  });

  test.each([
    ["reply", ["reply", "ask", "--count", "2"]],
    ["serve", ["serve", "ask", "--command", "cat", "--count", "2"]],
  ])("%s", async (name, args) => {
    const child = spawnCli([...args, "--json"], { env: dev.env });
    if (child.stdout === null || child.stderr === null) throw new Error("no output");
    const closed = once(child, "close");
    const printed = text(child.stdout);
    const [listening] = await once(createInterface(child.stderr), "line");
    expect(deviation("listening", String(listening))).toBeUndefined();
    await runCli(["request", "ask", "x=1"], { env: dev.env });
    bridge.connection.publish("ask", "garbage");
    expect((await closed)[0]).toBe(1);
    const lines = (await printed).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).ok)).toEqual([true, false]);
    expect(lines.map((line) => deviation(name, line))).toEqual([undefined, undefined]);
    streams.add(name);
  });

  test("dev", async () => {
    await using second = await startDev(["--free-ports"]);
    await runCli(["send", "chat", "x=1"], { env: second.env });
    const passed = await second.next();
    for (const line of [second.ready, passed]) {
      expect(deviation("dev", JSON.stringify(line))).toBeUndefined();
    }
    streams.add("dev");
  });
});

test("no command is without a definition, and was tried", () => {
  const printing = commandPaths().filter((path) => !/^(completion|stream )/.test(path));
  expect([...streams].sort()).toEqual([...printing].sort());
});
