import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type FaultBehaviour, type FaultServer, faultServer, rejectedError } from "testkit";
import { describe, expect, test } from "vitest";
import { type DownloadBytesOptions, downloadBytes } from "./download-bytes.ts";
import { downloadStream } from "./download-stream.ts";
import { httpDownload } from "./http-download.ts";

const BODY = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251);
const OTHER = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 11) % 241);
const FAST = { base_delay: 1, max_delay: 4 };
const open = (url: string) => (from: object, signal: AbortSignal) =>
  httpDownload(url, { ...from, signal, headers_timeout: 0 });
const read = (url: string, options: DownloadBytesOptions = {}) =>
  downloadBytes(open(url), { ...FAST, label: "file", ...options });

const cut = (body: Uint8Array, etag?: string): FaultBehaviour => ({
  kind: "file",
  body,
  cut: 100_000,
  ...(etag && { etag }),
});
const whole = (body: Uint8Array, etag?: string): FaultBehaviour => ({
  kind: "file",
  body,
  ...(etag && { etag }),
});
const refuse = (status: number): FaultBehaviour => ({ kind: "answer", status, body: "no" });

const ranges = ({ requests }: Pick<FaultServer, "requests">) =>
  requests.map(({ headers }) => headers.range);

describe("a Range that the server refuses", () => {
  test.each([400, 403, 404, 406, 412, 416])(
    "with %i: the whole file at once, within the same attempt",
    async (status) => {
      await using server = await faultServer([
        cut(BODY, '"v"'),
        refuse(status),
        whole(BODY, '"v"'),
      ]);
      const retries: number[] = [];
      const onRetry = (_error: Error, attempt: number) => retries.push(attempt);
      expect(Buffer.compare(await read(server.url, { onRetry }), BODY)).toBe(0);
      expect(ranges(server)).toEqual([undefined, "bytes=100000-", undefined]);
      expect(retries).toEqual([1]);
    },
  );

  test.each([408, 425, 429, 500, 503])(
    "with %i: the whole file in the next attempt",
    async (status) => {
      await using server = await faultServer([
        cut(BODY, '"v"'),
        refuse(status),
        whole(BODY, '"v"'),
      ]);
      const retries: number[] = [];
      const onRetry = (_error: Error, attempt: number) => retries.push(attempt);
      expect(Buffer.compare(await read(server.url, { onRetry }), BODY)).toBe(0);
      expect(ranges(server)).toEqual([undefined, "bytes=100000-", undefined]);
      expect(retries).toEqual([1, 2]);
    },
  );

  test("because the file is stored compressed: the whole file at once", async () => {
    // Bytes that do not compress: what was read of them lies within what is stored.
    const noise = randomBytes(300_000);
    const packed = gzipSync(noise);
    const headers = { "content-encoding": "gzip", etag: '"v"' };
    const asked: (string | undefined)[] = [];
    const hasRead = Promise.withResolvers<void>();
    const server = createServer(async (request, response) => {
      const { range } = request.headers;
      asked.push(range);
      const start = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
      const length = packed.length - start;
      const part = { "content-range": `bytes ${start}-${packed.length - 1}/${packed.length}` };
      response.writeHead(start > 0 ? 206 : 200, {
        ...headers,
        ...(start > 0 ? part : {}),
        "content-length": length,
      });
      if (asked.length > 1) {
        response.end(packed.subarray(start));
        return;
      }
      response.write(packed.subarray(0, 200_000));
      // What has not been read when a connection breaks may be lost with it.
      await hasRead.promise;
      response.socket?.resetAndDestroy();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const onProgress = () => hasRead.resolve();
    const bytes = await read(`http://127.0.0.1:${port}/`, { onProgress });
    server.close();
    expect(Buffer.compare(bytes, noise)).toBe(0);
    expect(asked).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/), undefined]);
  });

  test("and the whole file too: that refusal is the end", async () => {
    await using server = await faultServer([cut(BODY, '"v"'), refuse(403), refuse(403)]);
    expect((await rejectedError(read(server.url))).code).toBe("link_refused");
    expect(server.requests.length).toBe(3);
  });
});

describe("a file that changes while it is read, without ETag and checksum", () => {
  test("is read anew, and never halves of two files", async () => {
    await using server = await faultServer([cut(BODY), whole(OTHER)]);
    expect(Buffer.compare(await read(server.url), OTHER)).toBe(0);
    expect(ranges(server)).toEqual([undefined, undefined]);
  });

  test("a weak ETag is none", async () => {
    await using server = await faultServer([cut(BODY, 'W/"v"'), whole(OTHER, 'W/"v"')]);
    expect(Buffer.compare(await read(server.url), OTHER)).toBe(0);
  });

  test("another strong ETag is another file, though the server gives it whole", async () => {
    await using server = await faultServer([
      cut(BODY, '"v"'),
      whole(OTHER, '"w"'),
      whole(OTHER, '"w"'),
    ]);
    expect(Buffer.compare(await read(server.url), OTHER)).toBe(0);
  });

  test("a stream that has given bytes out ends with an error that says why", async () => {
    await using server = await faultServer([cut(BODY), whole(OTHER)]);
    const stream = downloadStream(open(server.url), { ...FAST, label: "file" });
    const error = await rejectedError(Array.fromAsync(stream));
    expect(error.code).toBe("link_unreachable");
    expect(error.message).toMatch(/cannot go on after \d+ bytes, since neither a strong ETag/);
  });

  test("with a checksum it goes on", async () => {
    await using server = await faultServer([cut(BODY), whole(BODY)]);
    expect(Buffer.compare(await read(server.url, { isChecked: true }), BODY)).toBe(0);
    expect(ranges(server)).toEqual([undefined, "bytes=100000-"]);
  });
});

test.each(["zstd", "compress", "gzip, gzip", "gzip,deflate", "x-unheard-of"])(
  "Content-Encoding %s is refused, never handed out",
  async (encoding) => {
    await using server = await faultServer([
      { kind: "answer", body: BODY, headers: { "content-encoding": encoding } },
    ]);
    const error = await rejectedError(read(server.url));
    expect(error.code).toBe("link_refused");
    expect(error.message).toContain(`Content-Encoding "${encoding}", which is not undone here`);
    expect(server.requests.length).toBe(1);
  },
);
