import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";
import { appendFile, mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { FileServer } from "@natsbridge/fileserver";
import { createLocalFileServer } from "@natsbridge/fileserver-local";
import { createPlikFileServer } from "@natsbridge/fileserver-plik";
import { rejectedError, startTcpProxy } from "testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { smartreceive } from "./smartreceive.ts";
import { smartsend } from "./smartsend.ts";

const BYTES = Uint8Array.from({ length: 1_000_000 }, (_, at) => (at * 7) % 251);
const resources = new AsyncDisposableStack();
let files: Awaited<ReturnType<typeof createLocalFileServer>>;
let folder: string;

beforeAll(async () => {
  files = resources.use(await createLocalFileServer());
  folder = await mkdtemp(join(tmpdir(), "natsbridge-faults-"));
  resources.defer(() => rm(folder, { recursive: true }));
});
afterAll(() => resources.disposeAsync());

/** Sends without a broker; gives the message. */
async function message(data: Uint8Array | Blob, fileserver?: FileServer): Promise<string> {
  const where = fileserver === undefined ? { fileserver_url: files.url } : { fileserver };
  const [, json] = await smartsend("s", [["file", data, "binary"]], {
    ...where,
    is_publish: false,
    size_threshold: 100_000,
  });
  return json;
}

test("a full disk at saveTo: a typed error that says so, and no file", async () => {
  const program = `
    const { smartreceive } = await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)});
    const [, message, fileserver_url, path] = process.argv;
    const { payloads } = await smartreceive(message, { fileserver_url, lazy: true });
    const error = await payloads[0][1].saveTo(path).catch((error) => error);
    console.log(JSON.stringify({ code: error.code, message: error.message, details: error.details }));
  `;
  const path = join(folder, "saved");
  // Files may have 256 KiB at most; the signal that would end the process is ignored, as on a full disk there is none.
  const { stdout } = await promisify(execFile)("sh", [
    "-c",
    `trap '' XFSZ; ulimit -f 512; exec "$0" "$@"`,
    process.execPath,
    "--conditions=@natsbridge/source",
    "--input-type=module",
    "--eval",
    program,
    await message(BYTES),
    files.url,
    path,
  ]);
  expect(JSON.parse(stdout)).toEqual({
    code: "unsupported",
    message: `Payload 0 "file": Could not save to ${path}: EFBIG: file too large, write`,
    details: { dataname: "file", index: 0 },
  });
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ["grows", (path: string) => appendFile(path, BYTES)],
  ["shrinks", (path: string) => truncate(path, 500_000)],
])(
  "a file that %s after it was opened: nothing is sent and nothing is left",
  async (_what, change) => {
    const path = join(folder, "changing");
    await writeFile(path, BYTES);
    const uploads = async () => (await readdir(join(files.directory, "uploads"))).length;
    const before = await uploads();
    const blob = await openAsBlob(path);
    await change(path);
    const error = await rejectedError(message(blob));
    expect(error.code).toBe("invalid_payload");
    expect(error.message).toContain('Payload 0 "file"');
    expect(await uploads()).toBe(before);
    await rm(path);
  },
);

test("a store that accepts and forgets: link_gone, named", async () => {
  const plik = createPlikFileServer({ url: files.url });
  const forgetful: FileServer = {
    ...plik,
    async upload(name, body, options) {
      const stored = await plik.upload(name, body, options);
      await plik.remove?.(stored);
      return stored;
    },
  };
  const json = await message(BYTES, forgetful);
  const error = await rejectedError(smartreceive(json, { fileserver_url: files.url }));
  expect(error).toMatchObject({ code: "link_gone", details: { dataname: "file", index: 0 } });
});

describe("a bad line to the store", () => {
  const received = async (json: string, url: string) => {
    const progress: number[] = [];
    const { payloads } = await smartreceive(json, {
      fileserver_url: url,
      base_delay: 1,
      on_progress: ({ loaded }) => progress.push(loaded),
    });
    const digest = createHash("sha256").update(payloads[0]?.[1] as Uint8Array);
    expect(digest.digest("hex")).toBe(createHash("sha256").update(BYTES).digest("hex"));
    return progress;
  };
  const port = () => Number(new URL(files.url).port);

  test("that is late and narrow carries everything", async () => {
    await using proxy = await startTcpProxy(port(), { latency: 20, answer_rate: 10_000_000 });
    const url = `http://${proxy.address}`;
    await received(await message(BYTES, createPlikFileServer({ url })), url);
  });

  test("that breaks every 300,000 bytes: each attempt goes on where the last one stopped", async () => {
    await using proxy = await startTcpProxy(port(), { cut_after: 300_000 });
    const url = `http://${proxy.address}`;
    const json = await message(BYTES, createPlikFileServer({ url }));
    const once = smartreceive(json, { fileserver_url: url, max_retries: 1 });
    expect(await rejectedError(once)).toMatchObject({ code: "link_unreachable" });
    const progress = await received(json, url);
    expect(progress).toEqual(progress.toSorted((left, right) => left - right));
  });
});
