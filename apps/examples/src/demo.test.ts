import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PayloadResult } from "./demo/report.ts";

let temporary: string;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "natsbridge-demo-"));
});

afterEach(async () => {
  await rm(temporary, { recursive: true, force: true });
});

function start(...flags: string[]): ChildProcess {
  const script = join(import.meta.dirname, "demo.ts");
  return spawn(process.execPath, ["--conditions=@natsbridge/source", script, ...flags], {
    env: { ...process.env, TMPDIR: temporary, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function run(...flags: string[]) {
  const child = start(...flags);
  if (!child.stdout || !child.stderr) throw new Error("no output to read");
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { output, errors, code };
}

test("all values come back, with --json for machines, and no file is left", async () => {
  const { output, errors, code } = await run("--json");
  expect({ errors, code }).toEqual({ errors: "", code: 0 });
  const { ok, payloads }: { ok: boolean; payloads: PayloadResult[] } = JSON.parse(output);
  expect(ok).toBe(true);
  expect(payloads.map(({ type, transport }) => `${type} ${transport}`)).toEqual([
    "dictionary direct",
    "arrowtable link",
    "text direct",
    "image direct",
    "jsontable direct",
    ...["text", "dictionary", "arrowtable", "jsontable", "image", "audio", "video", "binary"].map(
      (type) => `${type} direct`,
    ),
    ...["text", "dictionary", "arrowtable", "jsontable", "image", "audio", "video", "binary"].map(
      (type) => `${type} link`,
    ),
  ]);
  expect(payloads.every(({ checksum_verified }) => checksum_verified)).toBe(true);
  expect(await readdir(temporary)).toEqual([]);
});

test("for people: aligned lines without colour where there is no terminal", async () => {
  const { output, code } = await run();
  expect(code).toBe(0);
  expect(output).not.toContain("\u001b");
  expect(output).toMatch(
    /^ {2}config {13}dictionary {12}18 {2}direct {2}checksum ok +\d+\.\d ms {2}18 bytes < size_threshold 1,000,000$/m,
  );
  expect(output).toMatch(/^All 21 values came back equal to what was sent \(\d+\.\d s\)\.$/m);
});

test("Ctrl-C: exit code 130, no server and no file is left", async () => {
  const child = start();
  if (!child.stdout) throw new Error("no output to read");
  let output = "";
  child.stdout.on("data", (chunk) => {
    output += chunk;
    if (output.includes("2 Deep dive")) child.kill("SIGINT");
  });
  const [code] = await once(child, "close");
  expect(code).toBe(130);
  const [, nats, files] =
    /nats-server at nats:\/\/(\S+) and .* file server at (\S+)/.exec(output) ?? [];
  await expect(fetch(`http://${nats}`)).rejects.toThrowError("fetch failed");
  await expect(fetch(`${files}`)).rejects.toThrowError("fetch failed");
  expect(await readdir(temporary)).toEqual([]);
});

test("--help", async () => {
  const { output, code } = await run("--help");
  expect(code).toBe(0);
  expect(output).toContain("Usage: pnpm demo [--json]");
});
