import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { ensureStream, NATSBridge, type SendPayload } from "natsbridge";
import { loadVectors } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";

let dev: Dev;
let bridge: NATSBridge;
beforeAll(async () => {
  dev = await startDev();
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  bridge = await NATSBridge.connect({ broker_url: NATS_URL, fileserver_url: FILESERVER_URL });
  await ensureStream(bridge.connection, { name: "ALL", subjects: ["all.>"] });
  const wire = loadVectors().find(({ name }) => name === "wire-all-types");
  const body = Buffer.from(wire?.envelope_base64 ?? "", "base64");
  await bridge.connection.request("all.wire", body, { timeout: 5_000 });
  await bridge.connection.request("all.raw", "no message\u0007", { timeout: 5_000 });
  const wav = Buffer.from("UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=", "base64");
  const payloads: SendPayload[] = [
    ["evil\u001B[2J", "red \u001B[31m alert\nsecond line", "text"],
    ["sound", wav, "audio"],
    ["big", new Uint8Array(1_500_000), "binary"],
    ["numbers", [{ id: 2n ** 60n, at: new Date(0), deep: { x: [1] } }], "arrowtable"],
  ];
  await bridge.smartsend("all.mixed", payloads, { jetstream: true, sender_name: "tester" });
});
afterAll(async () => {
  await bridge.close();
  await dev[Symbol.asyncDispose]();
});

const recv = (...args: string[]) => runCli(["recv", ...args], { env: dev.env });
const all = ["--stream", "ALL", "--count"];

/** What differs from run to run. */
function steady(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
    .replace(/TIME · [\d.]+ kB/g, "TIME · SIZE");
}

describe("for people", () => {
  test("each type as what it is", async () => {
    const { code, stdout, stderr } = await recv(...all, "1");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "all.wire
      ALL 1 · TIME · from NATSBridge · TIME ·
      4.6 kB
      t text, 18 B, direct
        Hello, wörld 👋
      d dictionary, 94 B, direct
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
      tab arrowtable, 858 B, direct
        id     name  value
        Int32  Utf8  Float64
        1      Ada   0.5
        2      null  -1.25
        3      東京  1e-7
        3 rows, 3 columns
      j jsontable, 47 B, direct
        id      name
        number  string
        1       Alice
        2       Bob
        2 rows, 2 columns
      i image, 93 B, direct
        PNG, 8 × 8, 93 B
      a audio, 300 B, direct
        WAVE (PCM), 0.0 s, 8,000 Hz, mono, 300 B
      v video, 62 B, direct
        mp42, 62 B
      b binary, 256 B, direct
        00000000  00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f  ................
        00000010  10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e 1f  ................
        00000020  20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f   !"#$%&'()*+,-./
        00000030  30 31 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f  0123456789:;<=>?
        00000040  40 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e 4f  @ABCDEFGHIJKLMNO
        00000050  50 51 52 53 54 55 56 57 58 59 5a 5b 5c 5d 5e 5f  PQRSTUVWXYZ[\\]^_
        00000060  60 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f  \`abcdefghijklmno
        00000070  70 71 72 73 74 75 76 77 78 79 7a 7b 7c 7d 7e 7f  pqrstuvwxyz{|}~.
        00000080  80 81 82 83 84 85 86 87 88 89 8a 8b 8c 8d 8e 8f  ................
        00000090  90 91 92 93 94 95 96 97 98 99 9a 9b 9c 9d 9e 9f  ................
        000000a0  a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 aa ab ac ad ae af  ................
        000000b0  b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 ba bb bc bd be bf  ................
        000000c0  c0 c1 c2 c3 c4 c5 c6 c7 c8 c9 ca cb cc cd ce cf  ................
        000000d0  d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 da db dc dd de df  ................
        000000e0  e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 ea eb ec ed ee ef  ................
        000000f0  f0 f1 f2 f3 f4 f5 f6 f7 f8 f9 fa fb fc fd fe ff  ................

      "
    `);
  });

  test("what is no message as hex, and exit code 1", async () => {
    const { code, stdout } = await recv(...all, "1", "--from", "2");
    expect(code).toBe(1);
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "all.raw
      ALL 2 · TIME · 11 B
        Not a msg_envelope_v1: no JSON: expected a value, "n" came at position 0
        (invalid_envelope)
        00000000  6e 6f 20 6d 65 73 73 61 67 65 07                 no message.

      "
    `);
  });

  test("nothing of a message moves the cursor", async () => {
    const { code, stdout } = await recv("all.mixed", ...all, "1");
    expect(code).toBe(0);
    expect(stdout).not.toContain("\u001B");
    expect(steady(stdout)).toMatchInlineSnapshot(`
      "all.mixed
      ALL 3 · TIME · from tester · TIME · 3.1
      kB
      evil\\u001b[2J text, 27 B, direct
        red \\u001b[31m alert
        second line
      sound audio, 44 B, direct
        WAVE (PCM), 44,100 Hz, mono, 44 B
      big binary, 1.5 MB, link
        00000000  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        00000010  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        00000020  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        00000030  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        00000040  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        00000050  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        00000060  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        00000070  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        00000080  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        00000090  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        000000a0  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        000000b0  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        000000c0  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        000000d0  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        000000e0  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        000000f0  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00  ................
        … and 1,499,744 bytes more
      numbers arrowtable, 1.1 kB, direct
        id                   at                           deep
        Int64                Timestamp<MILLISECOND, UTC>  Struct<{x:List<Int32>}>
        1152921504606846976  TIME     {"x":[1]}
        1 row, 3 columns

      "
    `);
  });
});

describe("for programs", () => {
  test("every line is as the schema says", async () => {
    const schema = await readFile(
      new URL("../../schemas/message.schema.json", import.meta.url),
      "utf8",
    );
    const isMessage = new Ajv2020({ strict: true, strictRequired: false }).compile(
      JSON.parse(schema),
    );
    const { stdout } = await recv(...all, "3", "--json");
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    for (const line of lines) expect([isMessage(line), isMessage.errors]).toEqual([true, null]);
    expect(lines.map(({ subject, sequence }) => [subject, sequence])).toEqual([
      ["all.wire", 1],
      ["all.raw", 2],
      ["all.mixed", 3],
    ]);
    expect(lines[1].error.code).toBe("invalid_envelope");
    expect(Buffer.from(lines[1].body, "base64").toString()).toBe("no message\u0007");
    expect(stdout).toContain(
      '"value":[{"id":1152921504606846976,"at":"1970-01-01T00:00:00.000Z","deep":{"x":[1]}}]',
    );
  });
});

describe("what is wanted", () => {
  test("--select takes payloads of a name, --where messages", async () => {
    const { stdout } = await recv(
      ...all,
      "1",
      "--json",
      "--where",
      "sender_name=tester",
      "--select",
      "big",
    );
    const { subject, payloads } = JSON.parse(stdout);
    expect(subject).toBe("all.mixed");
    expect(payloads).toMatchObject([{ name: "big", transport: "link", size: 1_500_000 }]);
  });

  test("--durable goes on where it stopped, --from counts for a new one only", async () => {
    const one = async () =>
      JSON.parse((await recv(...all, "1", "--durable", "me", "--json")).stdout).sequence;
    expect([await one(), await one()]).toEqual([1, 2]);
    const again = await recv(...all, "1", "--durable", "me", "--from", "1");
    expect(again.stderr).toContain("goes on where it stopped");
  });

  test("--timeout ends in silence, with exit code 1 where nothing came", async () => {
    const { code, stdout } = await recv("silent", "--timeout", "100ms");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test("--out saves under safe names, and replaces only by --force", async () => {
    const out = await mkdtemp(join(tmpdir(), "natsbridge-out-"));
    try {
      const args = ["all.mixed", ...all, "1", "--out", out];
      expect((await recv(...args)).code).toBe(0);
      expect((await readdir(out)).sort()).toEqual([
        "big",
        "evil_[2J.txt",
        "numbers.arrow",
        "sound",
      ]);
      const again = await recv(...args);
      expect(again.code).toBe(1);
      expect(again.stdout.replaceAll(/\s+/g, " ")).toContain(
        "is there already; --force replaces it",
      );
      expect((await recv(...args, "--force")).code).toBe(0);
    } finally {
      await rm(out, { recursive: true });
    }
  });
});

describe("what is asked wrongly", () => {
  test.each([
    [[], 1, "Name a subject, or --stream"],
    [["a", "--from", "1"], 1, "--from goes with --stream"],
    [["--stream", "NOWHERE", "--count", "1"], 1, "NOWHERE"],
    [["--stream", "ALL", "--from", "yesterday"], 1, "neither a sequence nor a time"],
    [["a..b"], 1, "(invalid_subject)"],
    [["a", "--count", "0"], 2, "It must be a whole number from 1."],
    [["a", "--timeout", "5"], 2, "It must be a time such as"],
    [["a", "--where", "x"], 2, "It must be field=value"],
    [["a", "b"], 2, "too many arguments"],
    [["a", "--cuont", "1"], 2, "Did you mean --count?"],
    [["a", "--nats", "nats://127.0.0.1:1"], 1, "(connection_failed)"],
  ])("recv %j", async (args, exitCode, message) => {
    const { code, stdout, stderr } = await recv(...args);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(message);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: "" });
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test("no secret is shown, not even by --debug", async () => {
    const { stderr } = await recv("a", "--nats", "nats://me:hunter2@127.0.0.1:1", "--debug");
    expect(stderr).toContain("nats://127.0.0.1:1");
    expect(stderr).not.toContain("hunter2");
  });

  test("--debug shows where", async () => {
    const { stderr } = await recv("a..b", "--debug");
    expect(stderr).toMatch(/^\s+at /m);
  });
});
