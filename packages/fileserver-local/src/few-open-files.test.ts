import { spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";

const SCRIPT = `
import { openSync, closeSync } from "node:fs";
import { createLocalFileServer } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
const server = await createLocalFileServer();
console.log(server.url);
const held = [];
process.on("message", (what) => {
  // All that this process may open, but for a few connections.
  if (what === "fill") {
    try { for (;;) held.push(openSync("/dev/null")); } catch {}
    for (const fd of held.splice(0, 6)) closeSync(fd);
  } else for (const fd of held.splice(0)) closeSync(fd);
  process.send("done");
});
`;

async function startServer() {
  const child = spawn(
    "sh",
    [
      "-c",
      'ulimit -n 200; exec "$0" "$@"',
      process.execPath,
      "--conditions=@natsbridge/source",
      "--input-type=module",
      "--eval",
      SCRIPT,
    ],
    { stdio: ["ignore", "pipe", "inherit", "ipc"] },
  );
  const { stdout } = child;
  if (stdout === null) throw new Error("no output");
  const [url] = (await once(createInterface(stdout), "line")) as [string];
  const tell = async (what: string) => {
    child.send(what);
    await once(child, "message");
  };
  return { url, tell, [Symbol.asyncDispose]: async () => void child.kill("SIGKILL") };
}

async function store(url: string, wishes: object) {
  const created = await fetch(`${url}/upload`, { method: "POST", body: JSON.stringify(wishes) });
  const { id, uploadToken } = (await created.json()) as Record<string, string>;
  const form = new FormData();
  form.append("file", new Blob(["content"]), "a.bin");
  const headers = { "X-UploadToken": uploadToken ?? "" };
  const added = await fetch(`${url}/file/${id}`, { method: "POST", headers, body: form });
  const file = (await added.json()) as { readonly id: string };
  return `${url}/file/${id}/${file.id}/a.bin`;
}

/** The status of each of many requests at once, each on a connection of its own; 0 for a broken one. */
function readAtOnce(url: string, times: number): Promise<number[]> {
  const read = () =>
    new Promise<number>((resolve) => {
      const options = { agent: false, headers: { "user-agent": "curl/8" } };
      const asked = request(url, options, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.on("error", () => resolve(0));
      asked.end();
    });
  return Promise.all(Array.from({ length: times }, read));
}

test("a server that may open no more files says so, and not that a file is gone", async () => {
  await using server = await startServer();
  const link = await store(server.url, {});
  const oneShot = await store(server.url, { oneShot: true });
  await server.tell("fill");
  const statuses = await readAtOnce(link, 40);
  expect(statuses).not.toContain(404);
  expect(statuses).toContain(503);
  const once = await readAtOnce(oneShot, 20);
  expect(once.filter((status) => status === 200).length).toBeLessThanOrEqual(1);
  if (!once.includes(200)) expect(once).not.toContain(404);
  await server.tell("free");
  expect(await readAtOnce(link, 1)).toEqual([200]);
  // What could not be opened was not taken.
  if (!once.includes(200)) expect(await readAtOnce(oneShot, 1)).toEqual([200]);
});
