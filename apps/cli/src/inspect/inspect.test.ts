import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureStream, NATSBridge, plikOneshotUpload } from "natsbridge";
import { loadVectors } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";

const bodyOf = (name: string): Buffer => {
  const vector = loadVectors().find((each) => each.name === name);
  if (vector === undefined) throw new Error(`no vector ${name}`);
  return Buffer.from(vector.envelope_base64, "base64");
};

async function inspect(name: string) {
  const { code, stdout } = await runCli(["inspect", "-", "--json"], { input: bodyOf(name) });
  return { code, found: JSON.parse(stdout) };
}

describe("inspect tells who wrote a message", () => {
  test.each([
    ["wire-all-types", "v1", 0],
    ["python-chat", "python", 7],
    ["julia-json-raw", "julia", 5],
    ["micropython-order", "micropython", 3],
  ])("%s is %s, with %d deviations", async (name, dialect, count) => {
    const { code, found } = await inspect(name);
    expect(found.dialect).toBe(dialect);
    expect(found.deviations).toHaveLength(count);
    expect(code).toBe(0);
  });
});

test("a payload that does not read is named, and the exit code is 1", async () => {
  const { code, found } = await inspect("checksum-wrong");
  expect(code).toBe(1);
  expect(found.payloads.map(({ ok }: { ok: boolean }) => ok)).toEqual([true, false]);
});

test("what is no message says so", async () => {
  const { code, found } = await inspect("not-json");
  expect(code).toBe(1);
  expect(found.fault.code).toBe("invalid_envelope");
});

describe("against a broker and a file server", () => {
  let dev: Dev;
  beforeAll(async () => {
    dev = await startDev();
  });
  afterAll(() => dev[Symbol.asyncDispose]());

  test("a one-shot file is looked at, in a stream, and can still be read", async () => {
    const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
    await using bridge = await NATSBridge.connect({
      broker_url: NATS_URL,
      fileserver_url: FILESERVER_URL,
      fileserver_upload_handler: plikOneshotUpload,
    });
    await ensureStream(bridge.connection, { name: "BIG", subjects: ["big"] });
    const film = new Uint8Array(2_000_000);
    await bridge.smartsend("big", [["film", film, "video"]], { jetstream: true });
    const looked = await runCli(["inspect", "BIG:1", "--json"], { env: dev.env });
    expect(JSON.parse(looked.stdout)).toMatchObject({
      where: "message 1 of stream BIG",
      subject: "big",
      payloads: [{ ok: true, found: `there, 2,000,000 bytes, at ${FILESERVER_URL}` }],
    });
    const out = await mkdtemp(join(tmpdir(), "natsbridge-recv-"));
    try {
      const args = ["recv", "--stream", "BIG", "--count", "1", "--out", out];
      const read = await runCli(args, { env: dev.env });
      expect(read).toMatchObject({ code: 0, stderr: "" });
      expect((await stat(join(out, "film"))).size).toBe(2_000_000);
      const again = await runCli(["inspect", "BIG:1"], { env: dev.env });
      expect(again.code).toBe(1);
      expect(again.stdout).toContain("gone from");
    } finally {
      await rm(out, { recursive: true });
    }
  });

  test("an origin that nobody allowed is not asked", async () => {
    const env = { ...dev.env, FILESERVER_URL: "http://files.example" };
    const { code, stdout } = await runCli(["inspect", "BIG:1", "--json"], { env });
    expect(code).toBe(1);
    const origin = dev.env.FILESERVER_URL;
    expect(JSON.parse(stdout).payloads[0].found).toBe(
      `not looked at: ${origin} is not allowed; --allow-origin ${origin} does that`,
    );
  });

  test("a sequence that is not there is told", async () => {
    const { code, stderr } = await runCli(["inspect", "BIG:9"], { env: dev.env });
    expect(code).toBe(1);
    expect(stderr).toContain("has no message 9");
  });
});

describe("translate", () => {
  test("shows a message as what it is, and passes what is none", async () => {
    const { stdout } = await runCli(["translate"], { input: bodyOf("julia-json-raw") });
    expect(stdout).toContain(
      "users jsontable, 47 B, direct\n  id      name\n  number  string\n  1       Alice\n",
    );
    expect(await runCli(["translate"], { input: "plain\n" })).toMatchObject({
      code: 0,
      stdout: "plain\n",
    });
  });
});
