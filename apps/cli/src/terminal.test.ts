import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { NATSBridge } from "natsbridge";
import stringWidth from "string-width";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "./testing/run-cli.test.support.ts";
import { runInTerminal } from "./testing/run-in-terminal.test.support.ts";
import { type Dev, startDev } from "./testing/start-dev.test.support.ts";

let data: string;
let dev: Dev;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "natsbridge-terminal-"));
  dev = await startDev(["--free-ports", "--data", data]);
});
afterAll(async () => {
  await dev[Symbol.asyncDispose]();
  await rm(data, { recursive: true });
});

const linesOf = (output: string) => stripVTControlCharacters(output).split(/\r?\n/);

async function uploads(): Promise<string[]> {
  const files = await readdir(join(data, "files"), { recursive: true });
  return files.filter((name) => name.endsWith(".bin"));
}

describe("60 columns", () => {
  const commands = [
    [],
    ["dev"],
    ["send"],
    ["recv"],
    ["request"],
    ["reply"],
    ["serve"],
    ["inspect"],
    ["translate"],
    ["doctor"],
    ["dlq"],
    ["dlq", "redrive"],
    ["sweep"],
    ["record"],
    ["replay"],
    ["context", "set"],
    ["completion"],
  ];
  test.each(commands)("the help of %s %s fits without a broken word", async (...words) => {
    const path = words.filter((word) => typeof word === "string");
    const run = runInTerminal([...path, "--help"], 60);
    expect(await run.exitCode).toBe(0);
    const { stdout } = await runCli([...path, "--help"]);
    const known = new Set(stdout.split(/\s+/));
    const [help = ""] = stripVTControlCharacters(run.output()).split("Examples:");
    for (const line of linesOf(help)) {
      expect(stringWidth(line), line).toBeLessThanOrEqual(60);
    }
    expect(help.split(/\s+/).filter((word) => !known.has(word))).toEqual([]);
  });

  test("receipts, findings and errors fit", async () => {
    const runs = [
      ["send", "chat", "a-rather-long-name-of-a-payload=hello", "big:binary=@/dev/null"],
      ["doctor"],
      ["send", "a..b", "x=1"],
      ["send", "a", "x=1", "--confirm", "later"],
      ["dlq", "show", "STREAM", "no-sequence"],
      ["context", "ls"],
    ];
    for (const args of runs) {
      const run = runInTerminal(args, 60, dev.env);
      await run.exitCode;
      for (const line of linesOf(run.output()))
        expect(stringWidth(line), line).toBeLessThanOrEqual(60);
    }
  });
});

describe("colour", () => {
  const coloured = /\u001B\[\d+m/;
  test("in a terminal, not with NO_COLOR, not in a pipe", async () => {
    const plain = await runCli(["doctor"], { env: dev.env });
    expect(plain.stdout).not.toMatch(coloured);
    const shown = runInTerminal(["doctor"], 80, dev.env);
    await shown.exitCode;
    expect(shown.output()).toMatch(coloured);
    const off = runInTerminal(["doctor"], 80, { ...dev.env, NO_COLOR: "1" });
    await off.exitCode;
    expect(off.output()).not.toMatch(coloured);
  });
});

describe("a transfer that takes longer than a second has a bar", () => {
  test("Ctrl-C ends it with 130, publishes nothing and leaves no file", async () => {
    const before = await uploads();
    const trickle =
      "(for i in $(seq 60); do head -c 100000 /dev/zero; sleep 0.1; done) | natsbridge send big file:binary=@-";
    const run = runInTerminal({ shell: trickle }, 60, dev.env);
    await run.until(/sending file .*MB/);
    for (const line of run.output().split("\r")) {
      expect(stringWidth(stripVTControlCharacters(line).trimEnd()), line).toBeLessThanOrEqual(60);
    }
    run.interrupt();
    expect(await run.exitCode).toBe(130);
    expect(await uploads()).toEqual(before);
  });
});

test("Ctrl-C in a download leaves nothing half-written", async () => {
  // Sends the beginning of a file and no more.
  const server = createServer((_request, response) => {
    response.writeHead(200, { "Content-Length": "5000000" });
    response.write(new Uint8Array(1_000_000));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const out = await mkdtemp(join(tmpdir(), "natsbridge-out-"));
  const bridge = await NATSBridge.connect({ broker_url: dev.env.NATS_URL });
  try {
    const env = { ...dev.env, FILESERVER_URL: origin };
    const run = runInTerminal(["recv", "films", "--out", out], 60, env);
    await run.until(/listening/);
    const file = { url: `${origin}/file/a/b/film`, uploadid: "a", fileid: "b", status: 200 };
    await bridge.smartsend("films", [["film", new Uint8Array(5_000_000), "video"]], {
      fileserver_upload_handler: async () => file,
    });
    await run.until(/film video, 5.0 MB, link/);
    while ((await readdir(out)).length === 0) await new Promise(setImmediate);
    run.interrupt();
    expect(await run.exitCode).toBe(130);
    expect(await readdir(out)).toEqual([]);
  } finally {
    await bridge.close();
    server.closeAllConnections();
    server.close();
    await rm(out, { recursive: true });
  }
});

describe("a picture", () => {
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const show = async (env: Readonly<Record<string, string>>) => {
    await using bridge = await NATSBridge.connect({ broker_url: dev.env.NATS_URL });
    const run = runInTerminal(["recv", "pictures", "--count", "1"], 80, { ...dev.env, ...env });
    await run.until(/listening/);
    await bridge.smartsend("pictures", [["dot", Buffer.from(png, "base64"), "image"]]);
    expect(await run.exitCode).toBe(0);
    return run.output();
  };

  test.each([
    ["kitty", { KITTY_WINDOW_ID: "1" }, `\u001B_Ga=T,f=100,q=2,m=0;${png}\u001B\\`],
    ["iTerm", { TERM_PROGRAM: "iTerm.app" }, `\u001B]1337;File=inline=1;size=70:${png}\u0007`],
  ])("is shown by %s", async (_name, env, sequence) => {
    expect(await show(env)).toContain(sequence);
  });

  test("is told by its facts elsewhere", async () => {
    const output = await show({});
    expect(output).not.toContain(png);
    expect(output).toContain("PNG, 1 × 1, 70 B");
  });
});

test("Ctrl-C ends natsbridge dev and all that it started", async () => {
  const run = runInTerminal(["dev", "--free-ports"], 60);
  await run.until(/Ctrl-C ends it/);
  const lines = linesOf(run.output());
  for (const line of lines) expect(stringWidth(line), line).toBeLessThanOrEqual(60);
  const files = lines.join("\n").match(/FILESERVER_URL=(\S+)/)?.[1] ?? "";
  expect((await fetch(`${files}/health`)).ok).toBe(true);
  run.interrupt();
  expect(await run.exitCode).toBe(0);
  await expect(fetch(`${files}/health`)).rejects.toThrow();
});
