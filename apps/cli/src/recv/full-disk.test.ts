import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureStream, NATSBridge } from "natsbridge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { COMMAND, cleanEnvironment } from "../testing/run-cli.test.support.ts";
import { type Dev, startDev } from "../testing/start-dev.test.support.ts";

let dev: Dev;
let folder: string;
beforeAll(async () => {
  dev = await startDev();
  folder = await mkdtemp(join(tmpdir(), "natsbridge-full-"));
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  await using bridge = await NATSBridge.connect({
    broker_url: NATS_URL,
    fileserver_url: FILESERVER_URL,
  });
  await ensureStream(bridge.connection, { name: "BIG", subjects: ["big"] });
  const film = ["film", new Uint8Array(3_000_000), "video"] as const;
  await bridge.smartsend("big", [["note", "hello", "text"], film], { jetstream: true });
});
afterAll(async () => {
  await dev[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Runs a command for which no file may have more than 1,000 blocks of 1,024 bytes, as if the disk were full then. */
async function runFull(args: readonly string[]) {
  const quoted = [...COMMAND, ...args].map((word) => `'${word}'`).join(" ");
  const { NODE_COMPILE_CACHE: _cache, ...env } = cleanEnvironment(dev.env);
  return new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
    const line = `trap '' XFSZ; ulimit -f 1000; ${quoted}`;
    execFile("bash", ["-c", line], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

test("recv --out on a full disk: exit code 1, the reason, and nothing half-written", async () => {
  const out = join(folder, "out");
  const args = ["recv", "--stream", "BIG", "--count", "1", "--out", out];
  const { code, stdout, stderr } = await runFull(args);
  expect(code).toBe(1);
  expect(stdout + stderr).toContain("EFBIG");
  expect(stdout + stderr).not.toMatch(/^\s+at /m);
  expect(await readdir(out)).toEqual(["note.txt"]);
});

test("record on a full disk: exit code 1, the reason, and no recording that looks complete", async () => {
  const dir = join(folder, "recorded");
  const { code, stderr } = await runFull(["record", dir, "--stream", "BIG"]);
  expect(code).toBe(1);
  expect(stderr).toContain("EFBIG");
  expect(await readdir(dir)).not.toContain("recording.json");
  expect(await readdir(join(dir, "files"))).toEqual([]);
});
