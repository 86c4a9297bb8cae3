import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { createLocalFileServer } from "./local-file-server.ts";

const SCRIPT = `
import { createLocalFileServer } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
const server = await createLocalFileServer({ directory: process.argv[1] });
console.log(server.url);
`;

async function startServer(directory: string) {
  const child = spawn(
    process.execPath,
    ["--conditions=@natsbridge/source", "--input-type=module", "--eval", SCRIPT, directory],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [url] = (await once(createInterface(child.stdout), "line")) as [string];
  return {
    url,
    async kill() {
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}

test("a killed server leaves whole files only, and the next one clears the rest", async () => {
  const directory = await mkdtemp(join(tmpdir(), "natsbridge-test-"));
  try {
    const killed = await startServer(directory);
    const created = await fetch(`${killed.url}/upload`, { method: "POST", body: "{}" });
    const upload = (await created.json()) as { readonly id: string; readonly uploadToken: string };
    const headers = { "X-UploadToken": upload.uploadToken };
    const whole = new FormData();
    whole.append("file", new Blob(["whole"]), "whole.bin");
    const added = await fetch(`${killed.url}/file/${upload.id}`, {
      method: "POST",
      headers,
      body: whole,
    });
    const { id } = (await added.json()) as { readonly id: string };

    const half = new ReadableStream({
      start(target) {
        target.enqueue(
          new TextEncoder().encode(
            `--b\r\nContent-Disposition: form-data; name="file"; filename="half.bin"\r\n\r\n${"x".repeat(3_000_000)}`,
          ),
        );
      },
    });
    const adding = fetch(`${killed.url}/file/${upload.id}`, {
      method: "POST",
      headers: { ...headers, "content-type": "multipart/form-data; boundary=b" },
      body: half,
      duplex: "half",
    } as RequestInit).catch(() => undefined);
    const partial = join(directory, "partial");
    while ((await readdir(partial)).length === 0) await new Promise(setImmediate);
    await killed.kill();
    await adding;
    expect((await readdir(partial)).length).toBe(1);

    await using next = await createLocalFileServer({ directory });
    expect(await readdir(partial)).toEqual([]);
    const shown = await fetch(`${next.url}/upload/${upload.id}`);
    expect(await shown.json()).toMatchObject({ files: [{ id, fileName: "whole.bin" }] });
    const got = await fetch(`${next.url}/file/${upload.id}/${id}/whole.bin`);
    expect(await got.text()).toBe("whole");
  } finally {
    await rm(directory, { recursive: true });
  }
});
