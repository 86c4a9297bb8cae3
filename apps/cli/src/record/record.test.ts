import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureStream, NATSBridge } from "natsbridge";
import { loadVectors } from "testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli, spawnCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";
import { startListening } from "../testing/start-listening.test.support.ts";
import type { RecordedMessage } from "./recording.ts";

let here: Dev;
let elsewhere: Dev;
let folder: string;
beforeAll(async () => {
  [here, elsewhere] = await Promise.all([startDev(), startDev()]);
  folder = await mkdtemp(join(tmpdir(), "natsbridge-record-"));
});
afterAll(async () => {
  await Promise.all([here[Symbol.asyncDispose](), elsewhere[Symbol.asyncDispose]()]);
  await rm(folder, { recursive: true });
});

async function bridgeTo({ env }: Dev): Promise<NATSBridge> {
  const { NATS_URL = "", FILESERVER_URL = "" } = env;
  return NATSBridge.connect({ broker_url: NATS_URL, fileserver_url: FILESERVER_URL });
}

async function recorded(dir: string): Promise<RecordedMessage[]> {
  const text = await readFile(join(dir, "messages.ndjson"), "utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** A body in which links do not count. */
function withoutLinks({ body, files }: RecordedMessage): string {
  const text = Buffer.from(body, "base64").toString("latin1");
  return files.reduce((each, { url }) => each.replace(url, "LINK"), text);
}

test("a stream is recorded, replayed elsewhere and recorded there: the same bytes", async () => {
  await using bridge = await bridgeTo(here);
  await using other = await bridgeTo(elsewhere);
  for (const { connection } of [bridge, other]) {
    await ensureStream(connection, { name: "ALL", subjects: ["all.>"] });
  }
  const film = new Uint8Array(2_000_000).map((_, index) => index % 251);
  const payloads = [
    ["note", "Grüße", "text"],
    ["film", film, "video"],
  ] as const;
  await bridge.smartsend("all.films", payloads, { jetstream: true });
  const dialects = ["python-chat", "julia-json-raw", "micropython-order", "not-json", "empty-body"];
  for (const vector of loadVectors().filter(({ name }) => dialects.includes(name))) {
    const body = Buffer.from(vector.envelope_base64, "base64");
    await bridge.connection.request("all.dialects", body, { timeout: 5_000 });
  }

  const first = join(folder, "first");
  const second = join(folder, "second");
  const recording = await runCli(["stream", "record", first, "--stream", "ALL"], { env: here.env });
  expect(recording).toMatchObject({ code: 0, stdout: `6 messages and 1 file in ${first}\n` });
  const replaying = await runCli(["replay", first, "--jetstream"], { env: elsewhere.env });
  expect(replaying).toMatchObject({ code: 0, stdout: "6 messages and 1 file sent\n" });
  await runCli(["record", second, "--stream", "ALL"], { env: elsewhere.env });

  const [before, after] = await Promise.all([recorded(first), recorded(second)]);
  expect(after.map(withoutLinks)).toEqual(before.map(withoutLinks));
  expect(after.map(({ headers, subject }) => ({ headers, subject }))).toEqual(
    before.map(({ headers, subject }) => ({ headers, subject })),
  );
  const files = (list: readonly RecordedMessage[]) =>
    list.flatMap((each) => each.files.map(({ sha256 }) => sha256));
  expect(files(after)).toEqual(files(before));
  expect(after[0]?.files[0]?.url).toContain(elsewhere.env.FILESERVER_URL);
  const copy = await readFile(join(second, "files", "000001-1"));
  expect(Buffer.compare(copy, film)).toBe(0);

  const twice = await runCli(["replay", first, "--jetstream", "--json"], { env: elsewhere.env });
  expect(JSON.parse(twice.stdout)).toEqual({ messages: 6, files: 1, duplicates: 1 });
}, 60_000);

test("a file that was changed in the recording is not sent", async () => {
  const dir = join(folder, "first");
  await writeFile(join(dir, "files", "000001-1"), "damaged");
  const { code, stderr } = await runCli(["replay", dir, "--jetstream"], { env: elsewhere.env });
  expect(code).toBe(1);
  expect(stderr).toContain("(checksum_mismatch)");
});

test("a subject is recorded until there were enough, headers included", async () => {
  const dir = join(folder, "subject");
  const recording = await startListening(
    ["record", dir, "--subject", "live.>", "--count", "2"],
    here.env,
  );
  await runCli(["send", "live.a", "x=1", "--repeat", "2"], { env: here.env });
  expect((await recording.result).code).toBe(0);
  expect((await recorded(dir)).map(({ subject }) => subject)).toEqual(["live.a", "live.a"]);
});

test("Ctrl-C completes the recording of a subject", async () => {
  const dir = join(folder, "interrupted");
  const child = spawnCli(["record", dir, "--subject", "live.>"], { env: here.env });
  await once(child.stderr ?? child, "data");
  await runCli(["send", "live.b", "x=1"], { env: here.env });
  const length = async () => (await readFile(join(dir, "messages.ndjson"))).length;
  while ((await length()) === 0) await new Promise(setImmediate);
  const closed = once(child, "close");
  child.kill("SIGINT");
  expect(await closed).toEqual([0, null]);
  const manifest = JSON.parse(await readFile(join(dir, "recording.json"), "utf8"));
  expect(manifest).toMatchObject({ subject: "live.>", messages: 1 });
});

test("a recording cannot name files that lie elsewhere", async () => {
  const dir = join(folder, "hostile");
  await runCli(["record", dir, "--stream", "ALL", "--count", "1"], { env: here.env });
  const path = join(dir, "messages.ndjson");
  await writeFile(
    path,
    (await readFile(path, "utf8")).replace('"000001-1"', '"../../../etc/hostname"'),
  );
  const { code, stderr } = await runCli(["replay", dir], { env: elsewhere.env });
  expect(code).toBe(1);
  expect(stderr.replaceAll(/\n\s+/g, " ")).toContain("names a file that record never wrote");
});

test("without a broker nothing is made", async () => {
  const dir = join(folder, "never");
  const args = ["record", dir, "--subject", "x", "--nats", "nats://127.0.0.1:1"];
  expect((await runCli(args)).code).toBe(1);
  expect(existsSync(dir)).toBe(false);
});

test("a folder that holds something is not recorded into, and one without a recording not replayed", async () => {
  const full = await runCli(["record", folder, "--stream", "ALL"], { env: here.env });
  expect(full.code).toBe(1);
  expect(full.stderr).toContain("is not empty");
  const none = await runCli(["replay", join(folder, "nothing")], { env: here.env });
  expect(none.code).toBe(1);
  expect(none.stderr).toContain("is no complete recording");
});
