import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@natsbridge/transport";
import { ensureStream } from "natsbridge";
import { type ChildServer, type S3Server, startRcloneS3, startRcloneWebdav } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";

let dev: Dev;
let s3: S3Server;
let webdav: ChildServer;
let folder: string;
let s3Flags: readonly string[];
let webdavFlags: readonly string[];
let keys: Readonly<Record<string, string>>;
const film = new Uint8Array(1_500_000).map((_, index) => index % 251);

beforeAll(async () => {
  [dev, s3, webdav] = await Promise.all([startDev(), startRcloneS3(), startRcloneWebdav()]);
  folder = await mkdtemp(join(tmpdir(), "natsbridge-stores-"));
  s3Flags = ["--s3", `s3://${s3.bucket}/films?endpoint=${encodeURIComponent(s3.url)}`];
  await fetch(`${webdav.url}/films`, { method: "MKCOL" });
  webdavFlags = ["--webdav", `${webdav.url}/films/`];
  const { access_key_id, secret_access_key } = s3;
  keys = { AWS_ACCESS_KEY_ID: access_key_id, AWS_SECRET_ACCESS_KEY: secret_access_key };
  const connection = await connect({ servers: dev.env.NATS_URL ?? "" });
  await ensureStream(connection, { name: "S3", subjects: ["s3"] });
  await ensureStream(connection, { name: "DAV", subjects: ["dav"] });
  await connection.close();
});
afterAll(async () => {
  await dev[Symbol.asyncDispose]();
  await s3.close();
  await webdav.close();
  await rm(folder, { recursive: true });
});

/** Runs a command with nothing but the broker and the keys in its environment. */
function cli(args: readonly string[], more: Readonly<Record<string, string>> = keys) {
  const { NATS_URL = "" } = dev.env;
  return runCli(args, { env: { NATS_URL, ...more }, input: film });
}

const json = async (args: readonly string[]) => {
  const { code, stdout, stderr } = await cli([...args, "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
};

describe.each([
  ["S3", "s3", () => s3Flags],
  ["WebDAV", "dav", () => webdavFlags],
])("%s", (_name, subject, flags) => {
  const stream = subject.toUpperCase();

  test("what is sent as a link is received, looked at, and saved", async () => {
    const sent = await json(["send", subject, "film:video=@-", "--jetstream", ...flags()]);
    expect(sent.payloads).toMatchObject([{ transport: "link", bytes: 1_500_000 }]);
    const out = join(folder, subject);
    const read = ["recv", "--stream", stream, "--count", "1", "--out", out, ...flags()];
    expect((await json(read)).payloads).toMatchObject([{ saved_to: join(out, "film") }]);
    expect(Buffer.compare(await readFile(join(out, "film")), film)).toBe(0);
    const { payloads } = await json(["inspect", `${stream}:1`, ...flags()]);
    expect(payloads).toMatchObject([
      { ok: true, found: expect.stringMatching(/^there, 1,500,000 bytes, at /) },
    ]);
  });

  test("its links are refused where the store was not named, and read where its origin is allowed", async () => {
    const read = ["recv", "--stream", stream, "--count", "1", "--json"];
    const refused = await cli(read, {});
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout).payloads[0].error.code).toBe("link_forbidden");
    const origin = subject === "s3" ? s3.url : webdav.url;
    const { code, stdout } = await cli([...read, "--allow-origin", new URL(origin).origin], {});
    expect(code).toBe(0);
    expect(JSON.parse(stdout).payloads[0].base64).toBe(Buffer.from(film).toString("base64"));
  });

  test("the doctor sends a link round, and nothing of it stays", async () => {
    const { status, findings } = await json(["doctor", ...flags()]);
    expect(status).toBe("ok");
    const trips = findings.find(({ check }: { check: string }) => check === "round trip").message;
    expect(trips).toMatch(/, link \d+ ms$/);
  });

  test("a recording goes in and out of it, bit for bit", async () => {
    const first = join(folder, `${subject}-recorded`);
    expect(await json(["record", first, "--stream", stream, ...flags()])).toMatchObject({
      messages: 1,
      files: 1,
      faults: 0,
    });
    const there = `${subject}.there`;
    await json(["replay", first, "--subject", there, ...flags()]);
    const [name = ""] = await readdir(join(first, "files"));
    expect(Buffer.compare(await readFile(join(first, "files", name)), film)).toBe(0);
  });

  test("after a refusal nothing stays", async () => {
    const args = ["send", "nostream", "film:video=@-", "--jetstream", "--json", ...flags()];
    const { code, stderr } = await cli(args);
    expect([code, JSON.parse(stderr).error.code]).toEqual([1, "no_responders"]);
  });
});

test("a folder that is not there is told", async () => {
  const flags = ["--webdav", `${webdav.url}/nowhere/`, "--json"];
  const { code, stderr } = await cli(["send", "x", "film:video=@-", ...flags]);
  expect([code, JSON.parse(stderr).error]).toEqual([
    1,
    { code: "upload_failed", message: expect.stringContaining("answered 409") },
  ]);
});

test("sweep takes from S3 what no stored message leads to", async () => {
  const sweep = (...more: readonly string[]) =>
    json(["sweep", ...s3Flags, "--older-than", "0s", ...more]);
  const kept = ["--keep-stream", "S3"];
  const { removed, left } = await sweep(...kept, "--dry-run");
  // The replayed film: no stream has its message.
  expect({ removed: removed.length, left }).toEqual({ removed: 1, left: 1 });
  expect(await sweep(...kept)).toEqual({ removed, left: 1, dry_run: false });
  expect(await sweep("--older-than", "1d")).toMatchObject({ removed: [], left: 1 });
  const read = await json(["recv", "--stream", "S3", "--count", "1", ...s3Flags]);
  expect(read.payloads[0].size).toBe(1_500_000);
  expect((await sweep()).removed).toHaveLength(1);
});

test("sweep says that WebDAV cannot list", async () => {
  const { code, stderr } = await cli(["sweep", ...webdavFlags, "--older-than", "1d", "--json"]);
  expect([code, JSON.parse(stderr).error.code]).toEqual([1, "unsupported"]);
});

test("a secret of an address or a key is in no output", async () => {
  const wrong = { AWS_ACCESS_KEY_ID: "me", AWS_SECRET_ACCESS_KEY: "hunter2" };
  const address = webdav.url.replace("http://", "http://me:hunter2@");
  for (const [flags, env] of [
    [s3Flags, wrong],
    [["--webdav", `${address}/nowhere/`], {}],
    [["--webdav", "http://me:hunter2@127.0.0.1:1/"], {}],
  ] as const) {
    for (const command of [["send", "x", "film:video=@-", "--debug"], ["doctor"]]) {
      const { stdout, stderr } = await cli([...command, ...flags], env);
      expect(stdout + stderr).not.toContain("hunter2");
    }
  }
});

test("dev on a store that exists says which, without its secrets", async () => {
  await using second = await startDev(["--free-ports", ...s3Flags]);
  expect(second.ready.files).toBe(`s3://${s3.bucket}/films?endpoint=${s3.url}`);
  const address = webdav.url.replace("http://", "http://me:hunter2@");
  await using third = await startDev(["--free-ports", "--webdav", `${address}/films/`]);
  expect(third.ready.files).toBe(`${webdav.url}/films/`);
});
