import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "@natsbridge/transport";
import { ensureStream } from "natsbridge";
import { expect, test } from "vitest";
import { runCli } from "../testing/run-cli.test.support.ts";
import { startDev } from "../testing/start-dev.test.support.ts";

test("the traffic is told as it passes: names, types, sizes, direct or link and why", async () => {
  await using dev = await startDev();
  const input = new Uint8Array(1_200_000);
  const sent = await runCli(["send", "chat", "note=hi", "big:binary=@-"], { env: dev.env, input });
  expect(sent.code).toBe(0);
  const { event, subject, payloads } = await dev.next();
  expect({ event, subject, payloads }).toEqual({
    event: "message",
    subject: "chat",
    payloads: [
      { name: "note", type: "text", bytes: 2, transport: "direct", reason: "" },
      {
        name: "big",
        type: "binary",
        bytes: 1_200_000,
        transport: "link",
        reason: "at least 1,000,000 bytes",
      },
    ],
  });
});

test("--data keeps messages and files for the next time", async () => {
  const data = await mkdtemp(join(tmpdir(), "natsbridge-data-"));
  try {
    const args = ["--free-ports", "--data", data];
    {
      await using dev = await startDev(args);
      const connection = await connect({ servers: dev.env.NATS_URL ?? "" });
      await ensureStream(connection, { name: "KEPT", subjects: ["kept"] });
      await connection.close();
      const input = new Uint8Array(1_200_000);
      await runCli(["send", "chat", "big:binary=@-"], { env: dev.env, input });
    }
    const files = await readdir(join(data, "files"), { recursive: true });
    expect(files.filter((name) => name.endsWith(".bin"))).toHaveLength(1);
    await using again = await startDev(args);
    const { stdout } = await runCli(["doctor", "--json"], { env: again.env });
    expect(stdout).toContain("on, 1 stream");
  } finally {
    await rm(data, { recursive: true });
  }
});

test("the doctor leaves no file behind", async () => {
  const data = await mkdtemp(join(tmpdir(), "natsbridge-data-"));
  try {
    await using dev = await startDev(["--free-ports", "--data", data]);
    expect((await runCli(["doctor"], { env: dev.env })).code).toBe(0);
    const files = await readdir(join(data, "files"), { recursive: true });
    expect(files.filter((name) => name.endsWith(".bin"))).toEqual([]);
  } finally {
    await rm(data, { recursive: true });
  }
});

test("--nats and --files use what exists; a broker that is not ours is watched only where --watch says so", async () => {
  await using dev = await startDev();
  const { NATS_URL = "", FILESERVER_URL = "" } = dev.env;
  await using second = await startDev([
    "--nats",
    NATS_URL,
    "--files",
    FILESERVER_URL,
    "--watch",
    "seen",
  ]);
  // The page is there where it was built.
  const { page: _page, ...ready } = second.ready;
  expect(ready).toEqual({ event: "ready", nats: NATS_URL, files: FILESERVER_URL });
  await runCli(["send", "unseen", "x=1"], { env: dev.env });
  await runCli(["send", "seen", "x=1"], { env: dev.env });
  expect(await second.next()).toMatchObject({ event: "message", subject: "seen" });
});

test("a page is served, and told where broker and files are", async () => {
  const page = await mkdtemp(join(tmpdir(), "natsbridge-page-"));
  try {
    await writeFile(join(page, "index.html"), "<h1>Inspector</h1>");
    await using dev = await startDev(["--free-ports", "--page", page]);
    const url = dev.ready.page ?? "";
    const index = await fetch(url);
    expect(await index.text()).toBe("<h1>Inspector</h1>");
    expect(index.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(await (await fetch(`${url}/natsbridge.json`)).json()).toEqual({
      websocket: dev.ready.websocket,
      files: dev.ready.files,
    });
    expect((await fetch(`${url}/%2e%2e/%2e%2e/etc/passwd.txt`)).status).toBe(404);
  } finally {
    await rm(page, { recursive: true });
  }
});

test("a page of one's own uploads and reads where --cors names its origin", async () => {
  const [own, foreign] = ["http://localhost:5173", "http://other.test"];
  await using dev = await startDev(["--free-ports", "--cors", own]);
  const upload = (origin: string) =>
    fetch(`${dev.ready.files}/upload`, { method: "POST", headers: { origin }, body: "{}" });
  const stored = await upload(own);
  expect([stored.status, stored.headers.get("access-control-allow-origin")]).toEqual([200, own]);
  expect((await upload(foreign)).status).toBe(403);
});

test("ports that are taken are replaced by free ones", async () => {
  await using first = await startDev([]);
  await using second = await startDev([]);
  expect(second.ready.nats).not.toBe(first.ready.nats);
  expect(second.ready.files).not.toBe(first.ready.files);
  expect(second.ready.websocket).not.toBe(first.ready.websocket);
  expect((await runCli(["send", "a", "x=1"], { env: second.env })).code).toBe(0);
});

test("a broker that does not answer is told", async () => {
  const { code, stderr } = await runCli([
    "dev",
    "--nats",
    "nats://me:hunter2@127.0.0.1:1",
    "--json",
  ]);
  expect(code).toBe(1);
  expect(JSON.parse(stderr).error.code).toBe("connection_failed");
  expect(stderr).not.toContain("hunter2");
});
