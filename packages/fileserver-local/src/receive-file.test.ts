import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type OpenWritable, openPartialFile, receiveFile } from "./receive-file.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "natsbridge-test-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** Sends `chunks` to a server that receives them, and gives how that ended. */
async function receive(
  chunks: readonly string[],
  { openWritable = openPartialFile as OpenWritable, isCut = false } = {},
): Promise<unknown> {
  const server = createServer((request: IncomingMessage, response) => {
    receiveFile(request, join(directory, "file"), { maxFileBytes: 1_000_000 }, openWritable).then(
      (value) => outcome.resolve(value),
      (error: unknown) => outcome.resolve(error),
    );
    void outcome.promise.then(() => response.end());
  });
  const outcome = Promise.withResolvers<unknown>();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const request = httpRequest({
    port,
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
  });
  request.on("error", () => undefined);
  for (const chunk of chunks) await new Promise((resolve) => request.write(chunk, resolve));
  if (isCut) request.destroy();
  else request.end();
  const result = await outcome.promise;
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  return result;
}

const HEAD =
  '--b\r\nContent-Disposition: form-data; name="file"; filename="x.bin"\r\nContent-Type: application/octet-stream\r\n\r\n';

test("a whole file is kept", async () => {
  expect(await receive([HEAD, "abc", "def", "\r\n--b--\r\n"])).toEqual({
    fileName: "x.bin",
    fileSize: 6,
  });
  expect(await readdir(directory)).toEqual(["file"]);
});

test("other parts are passed over", async () => {
  const other = '--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nhello\r\n';
  const result = await receive([other, HEAD, "abc\r\n", other, "--b--\r\n"]);
  expect(result).toEqual({ fileName: "x.bin", fileSize: 3 });
});

test.each([
  ["is cut before the closing boundary", [HEAD, "abc"], {}],
  ["ends without its closing boundary after another part", [HEAD, "abc\r\n--b\r\n"], {}],
  ["loses its connection", [HEAD, "abc"], { isCut: true }],
  ["has no file", ["--b--\r\n"], {}],
  ["is no multipart", ["hello"], {}],
])("a request that %s leaves nothing", async (_name, chunks, options) => {
  expect(await receive(chunks, options)).toMatchObject({ name: "Refusal", status: 400 });
  expect(await readdir(directory)).toEqual([]);
});

test.each(["ENOSPC", "EDQUOT", "EFBIG"])(
  "a full disk (%s) is 507 and leaves nothing",
  async (code) => {
    const openWritable: OpenWritable = (path) => {
      const file = createWriteStream(path);
      return new Writable({
        write(_chunk, _encoding, done) {
          file.end(() => done(Object.assign(new Error(`${code}: no space`), { code })));
        },
      });
    };
    const result = await receive([HEAD, "x".repeat(500_000), "\r\n--b--\r\n"], { openWritable });
    expect(result).toMatchObject({ status: 507, message: `no space left for the file (${code})` });
    expect(await readdir(directory)).toEqual([]);
  },
);

test("a request whose connection broke before it was read does not wait for ever", async () => {
  const arrived = Promise.withResolvers<void>();
  const outcome = Promise.withResolvers<unknown>();
  const server = createServer((request: IncomingMessage) => {
    arrived.resolve();
    request.once("close", () => {
      receiveFile(request, join(directory, "file"), { maxFileBytes: 1_000_000 }).then(
        outcome.resolve,
        outcome.resolve,
      );
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const headers = { "content-type": "multipart/form-data; boundary=b" };
  const request = httpRequest({ port, method: "POST", headers });
  request.on("error", () => undefined);
  await new Promise((resolve) => request.write(HEAD, resolve));
  await arrived.promise;
  request.destroy();
  expect(await outcome.promise).toMatchObject({ name: "Refusal", status: 400 });
  expect(await readdir(directory)).toEqual([]);
  server.close();
});
