import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createLocalFileServer, type LocalFileServer } from "@natsbridge/fileserver-local";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import { afterAll, beforeAll, expect, test } from "vitest";

let nats: NatsServer;
let files: LocalFileServer;
let folder: string;

beforeAll(async () => {
  nats = await startNatsServer();
  files = await createLocalFileServer({});
  folder = await mkdtemp(join(tmpdir(), "natsbridge-examples-"));
});

afterAll(async () => {
  await files?.close();
  await nats?.stop();
  await rm(folder, { recursive: true, force: true });
});

test("start", async () => {
  const { sent, received } = await runPair("start", [], []);
  expect(sent).toEqual([
    "message: direct, because 13 bytes < size_threshold 1,000,000",
    "film: link, because 5,000,000 bytes >= size_threshold 1,000,000",
    expect.stringMatching(/^readings: direct, because \d+ bytes < size_threshold 1,000,000$/),
  ]);
  expect(received).toEqual([
    "Waiting on chat",
    "message Look at this!",
    "film 5000000 bytes",
    `readings [ {"id": 1, "value": 0.5}, {"id": 2, "value": null} ]`,
  ]);
});

test("text", async () => {
  const { sent, received } = await runPair("text", ["Grüße"], []);
  expect(sent).toEqual([
    expect.stringMatching(/^Sent [0-9a-f-]{36}: direct, 7 bytes < size_threshold 1,000,000$/),
  ]);
  expect(received).toEqual(["Waiting on examples.text", "message: Grüße"]);
});

test("file", async () => {
  const { sent, received } = await runPair("file", [process.execPath], [folder]);
  const original = await readFile(process.execPath);
  expect(sent).toEqual([
    `Sent node: ${original.byteLength} bytes, link, ${original.byteLength.toLocaleString("en-US")} bytes >= size_threshold 1,000,000`,
  ]);
  expect(received[1]).toBe(
    `Saved node as ${join(folder, "received-0.bin")}: ${original.byteLength} bytes, checksum verified`,
  );
  expect((await readFile(join(folder, "received-0.bin"))).equals(original)).toBe(true);
});

test("mixed payloads", async () => {
  const { sent, received } = await runPair("mix-payloads", [], []);
  expect(sent.map((line) => / (direct|link),/.exec(line)?.[1])).toEqual([
    "direct",
    "direct",
    "direct",
    "direct",
    "link",
  ]);
  expect(received).toEqual([
    "Waiting on examples.mix",
    "message: A picture, a sound and what they are about",
    'config: {"step_size":0.01,"tags":["demo"]}',
    "users: 2 rows",
    expect.stringMatching(/^picture: image of \d+ bytes$/),
    "sound: audio of 1323044 bytes",
  ]);
});

test("table", async () => {
  const { received } = await runPair("table", [], []);
  expect(received).toEqual([
    "Waiting on examples.table",
    "table_data: 1000000 rows of id, value; first id 1",
  ]);
});

/** Starts the receiver, waits until it listens, then runs the sender. */
async function runPair(name: string, senderArguments: string[], receiverArguments: string[]) {
  const receiver = start(name, "receiver.ts", receiverArguments);
  await once(receiver.lines, "line");
  const sender = start(name, "sender.ts", senderArguments);
  const codes = await Promise.all([sender.ended, receiver.ended]);
  expect(codes).toEqual([0, 0]);
  return { sent: sender.output, received: receiver.output };
}

function start(name: string, program: "sender.ts" | "receiver.ts", rest: string[]) {
  const script = join(import.meta.dirname, name, program);
  const child: ChildProcess = spawn(
    process.execPath,
    ["--conditions=@natsbridge/source", script, ...rest],
    {
      env: { ...process.env, NATS_URL: nats.url, FILESERVER_URL: files.url },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  if (child.stdout === null) throw new Error("no output to read");
  const lines = createInterface(child.stdout);
  const output: string[] = [];
  lines.on("line", (line) => output.push(line));
  const ended = once(child, "close").then(([code]: number[]) => code);
  return { lines, output, ended };
}
