import { NatsBridgeError, redactLink } from "@natsbridge/schema";
import { type FaultBehaviour, faultServer, rejectedError } from "testkit";
import { describe, expect, test, vi } from "vitest";
import { type BytesCollector, type DownloadBytesOptions, downloadBytes } from "./download-bytes.ts";
import { httpDownload } from "./http-download.ts";

const BODY = Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251);
const FAST = { base_delay: 1, max_delay: 4 };
const read = (url: string, options: DownloadBytesOptions = {}) =>
  downloadBytes((from, signal) => httpDownload(url, { ...from, signal, headers_timeout: 0 }), {
    ...FAST,
    label: url,
    ...options,
  });

test("reads a file into bytes of exactly its size", async () => {
  await using server = await faultServer([{ kind: "file", body: BODY }]);
  const progress: unknown[] = [];
  const bytes = await read(server.url, {
    size: 300_000,
    onProgress: (step) => progress.push(step),
  });
  expect(bytes).toEqual(BODY);
  expect(bytes.buffer.byteLength).toBe(300_000);
  expect(progress.at(-1)).toEqual({ loaded: 300_000, total: 300_000 });
});

test.each([0, 1, 70_000, 300_000])("reads %i bytes of unknown length", async (length) => {
  const body = BODY.subarray(0, length);
  await using server = await faultServer([
    { kind: "broken-body", body, announced: null, ending: "end" },
  ]);
  const bytes = await read(server.url);
  expect(bytes).toEqual(body);
  expect(bytes.buffer.byteLength).toBe(length);
});

const TRANSIENT: readonly (readonly [string, FaultBehaviour])[] = [
  ["a reset before the headers", { kind: "reset" }],
  ["status 503", { kind: "answer", status: 503 }],
  ["status 429", { kind: "answer", status: 429 }],
  [
    "a short body",
    { kind: "broken-body", body: BODY.subarray(0, 9), announced: 300_000, ending: "close" },
  ],
  [
    "a reset in the body",
    { kind: "broken-body", body: BODY.subarray(0, 9), announced: 300_000, ending: "reset" },
  ],
  [
    "a body of unknown length that ends early",
    { kind: "broken-body", body: BODY.subarray(0, 9), announced: null, ending: "end" },
  ],
  ["another length", { kind: "answer", body: "<html>a web page</html>" }],
  ["a longer body", { kind: "answer", body: new Uint8Array(300_001) }],
];

test.each(TRANSIENT)("is tried again after %s", async (_name, fault) => {
  await using server = await faultServer([fault, fault, { kind: "file", body: BODY }]);
  const retries: number[] = [];
  const bytes = await read(server.url, {
    size: 300_000,
    onRetry: (_error, attempt) => retries.push(attempt),
  });
  expect(bytes).toEqual(BODY);
  expect(retries).toEqual([1, 2]);
  expect(server.requests.length).toBe(3);
});

test("goes on where it stopped, each byte requested once", async () => {
  await using server = await faultServer([
    { kind: "file", body: BODY, etag: '"v"', cut: 100_000 },
    { kind: "file", body: BODY, etag: '"v"', cut: 100_000 },
    { kind: "file", body: BODY, etag: '"v"' },
  ]);
  expect(await read(server.url, { size: 300_000 })).toEqual(BODY);
  expect(server.requests.map(({ headers }) => headers.range)).toEqual([
    undefined,
    "bytes=100000-",
    "bytes=200000-",
  ]);
});

test("reads anew, skipping nothing wrongly, where the store has no Range", async () => {
  await using server = await faultServer([
    { kind: "file", body: BODY, cut: 100_000 },
    { kind: "file", body: BODY },
  ]);
  expect(await read(server.url)).toEqual(BODY);
});

test("a file that changes between attempts is read anew, never mixed", async () => {
  const other = BODY.map((byte) => byte ^ 255);
  await using server = await faultServer([
    { kind: "file", body: BODY, etag: '"1"', cut: 100_000 },
    { kind: "file", body: other, etag: '"2"' },
  ]);
  const faults: string[] = [];
  const bytes = await read(server.url, { onRetry: (error) => faults.push(error.code) });
  expect(bytes).toEqual(other);
  expect(faults).toEqual(["link_unreachable", "checksum_mismatch"]);
});

test("corrupted bytes are read anew until they verify", async () => {
  const bad = BODY.with(7, 0);
  await using server = await faultServer([
    { kind: "file", body: bad, etag: '"v"' },
    { kind: "file", body: BODY, etag: '"v"' },
  ]);
  const verify = (bytes: Uint8Array) => {
    if (bytes[7] === 0)
      throw new NatsBridgeError({ code: "checksum_mismatch", message: "differs" });
  };
  expect(await read(server.url, { verify })).toEqual(BODY);
  expect(server.requests.map(({ headers }) => headers.range)).toEqual([undefined, undefined]);
});

test("stays corrupted: checksum_mismatch after max_retries attempts", async () => {
  await using server = await faultServer([{ kind: "file", body: BODY }]);
  const verify = async () => {
    throw new NatsBridgeError({ code: "checksum_mismatch", message: "SHA-256 differs" });
  };
  const error = await rejectedError(read(server.url, { verify, max_retries: 3 }));
  expect(error.code).toBe("checksum_mismatch");
  expect(error.message).toBe(`${server.url} failed after 3 attempts: SHA-256 differs`);
  expect(server.requests.length).toBe(3);
});

test("pieces come in order, from 0 again when the file is read anew", async () => {
  await using server = await faultServer([
    { kind: "file", body: BODY, etag: '"1"', cut: 100_000 },
    { kind: "file", body: BODY, etag: '"1"', cut: 100_000 },
    { kind: "file", body: BODY, etag: '"2"' },
  ]);
  let seen: number[] = [];
  const starts: number[] = [];
  await read(server.url, {
    onChunk(chunk, position) {
      if (position === 0) seen = [];
      expect(position).toBe(seen.length);
      if (position === 0) starts.push(chunk.length);
      seen.push(...chunk);
    },
  });
  expect(Uint8Array.from(seen)).toEqual(BODY);
  expect(starts.length).toBe(2);
});

test("chunks of a replaced fetch stay whole, those of the runtime are given back", async () => {
  const kept = BODY.slice();
  const fetch = async () =>
    new Response(
      new ReadableStream({
        start(target) {
          target.enqueue(kept);
          target.close();
        },
      }),
    );
  const open = (from: { readonly offset: number }) =>
    httpDownload("http://files.example.org/x", { ...from, fetch });
  expect(await downloadBytes(open)).toEqual(BODY);
  expect(kept).toEqual(BODY);

  await using server = await faultServer([{ kind: "file", body: BODY }]);
  const chunks: Uint8Array[] = [];
  expect(await read(server.url, { onChunk: (chunk) => chunks.push(chunk) })).toEqual(BODY);
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.slice(0, -1).every(({ length }) => length === 0)).toBe(true);
});

describe("a collector", () => {
  /** Puts together as told, and notes how it was asked. */
  const collecting = (opened: number[], pieces: [number, boolean][] = []) => {
    return (memory: Uint8Array<ArrayBuffer>): BytesCollector => {
      opened.push(memory.length);
      return {
        async take(chunk, position, isOwned) {
          pieces.push([position, isOwned]);
          memory.set(chunk, position);
          if (isOwned && chunk.buffer instanceof ArrayBuffer) chunk.buffer.transfer();
        },
        finish: async () => memory,
      };
    };
  };

  test("gets memory of the file's size, and pieces that it may keep", async () => {
    await using server = await faultServer([{ kind: "file", body: BODY }]);
    const opened: number[] = [];
    const pieces: [number, boolean][] = [];
    const openCollector = collecting(opened, pieces);
    expect(await read(server.url, { max_bytes: 300_000, openCollector })).toEqual(BODY);
    expect(opened).toEqual([300_000]);
    expect(pieces[0]).toEqual([0, true]);
    expect(pieces.every(([, isOwned]) => isOwned)).toBe(true);
  });

  test("begins at 0 again within one reading, and anew after bytes that do not verify", async () => {
    const bad = BODY.with(7, 0);
    await using server = await faultServer([
      { kind: "file", body: BODY, etag: '"1"', cut: 100_000 },
      { kind: "file", body: bad, etag: '"2"' },
      { kind: "file", body: bad, etag: '"2"' },
      { kind: "file", body: BODY, etag: '"3"' },
    ]);
    const opened: number[] = [];
    const pieces: [number, boolean][] = [];
    const verify = (bytes: Uint8Array) => {
      if (bytes[7] === 0)
        throw new NatsBridgeError({ code: "checksum_mismatch", message: "differs" });
    };
    const openCollector = collecting(opened, pieces);
    expect(await read(server.url, { max_bytes: 300_000, openCollector, verify })).toEqual(BODY);
    expect(opened).toEqual([300_000, 300_000]);
    expect(pieces.filter(([position]) => position === 0)).toHaveLength(3);
  });

  test("gets chunks of a replaced fetch to copy", async () => {
    const fetch = async () => new Response(BODY, { headers: { "content-length": "300000" } });
    const pieces: [number, boolean][] = [];
    const openCollector = collecting([], pieces);
    const bytes = await downloadBytes(
      (from) => httpDownload("http://files.example.org/x", { ...from, fetch }),
      { max_bytes: 300_000, openCollector },
    );
    expect(bytes).toEqual(BODY);
    expect(pieces.every(([, isOwned]) => !isOwned)).toBe(true);
  });

  test.each([
    ["a limit", { size: 300_000 }, 300_000],
    ["a size", { max_bytes: 300_000 }, null],
  ])("is not asked without %s", async (_what, options, announced) => {
    await using server = await faultServer([
      { kind: "broken-body", body: BODY, announced, ending: "end" },
    ]);
    const opened: number[] = [];
    const openCollector = collecting(opened);
    expect(await read(server.url, { ...options, openCollector })).toEqual(BODY);
    expect(opened).toEqual([]);
  });
});

test("any other error of verify ends it at once", async () => {
  await using server = await faultServer([{ kind: "file", body: BODY }]);
  const verify = () => {
    throw new TypeError("a bug");
  };
  await expect(read(server.url, { verify })).rejects.toThrow(new TypeError("a bug"));
  expect(server.requests.length).toBe(1);
});

test("link_unreachable after max_retries attempts tells the last fault", async () => {
  await using server = await faultServer([{ kind: "answer", status: 503, body: "busy" }]);
  const error = await rejectedError(read(server.url));
  expect(error).toMatchObject({
    code: "link_unreachable",
    isRetryable: true,
    details: { status: 503 },
  });
  expect(error.message).toBe(
    `${server.url} failed after 5 attempts: ${redactLink(server.url)} answered 503: busy`,
  );
  expect(server.requests.length).toBe(5);
});

test.each([404, 403, 301])("status %i is not tried again", async (status) => {
  await using server = await faultServer([{ kind: "answer", status }]);
  await rejectedError(read(server.url));
  expect(server.requests.length).toBe(1);
});

test("a one-shot file lost by a broken download: link_gone, with the first fault as its cause", async () => {
  await using server = await faultServer([
    { kind: "broken-body", body: BODY.subarray(0, 9), announced: 300_000, ending: "close" },
    { kind: "answer", status: 404 },
  ]);
  const error = await rejectedError(read(server.url));
  expect(error.code).toBe("link_gone");
  expect(error.message).toContain("answered 404; an earlier attempt had failed");
  expect(error.cause).toMatchObject({ code: "link_unreachable" });
  expect(server.requests.length).toBe(2);
});

test("a claim over max_bytes is refused before the body", async () => {
  await using server = await faultServer([{ kind: "endless", announced: 8_000_000_000 }]);
  const error = await rejectedError(read(server.url, { max_bytes: 1_000_000 }));
  expect(error.code).toBe("link_too_large");
  expect(error.message).toContain("8000000000 bytes, the limit is 1000000");
  expect(server.requests.length).toBe(1);
  await server.quiet();
});

test("an endless body is cut off at max_bytes", async () => {
  await using server = await faultServer([{ kind: "endless" }]);
  const error = await rejectedError(read(server.url, { max_bytes: 1_000_000 }));
  expect(error.code).toBe("link_too_large");
  expect(server.requests.length).toBe(1);
  await server.quiet();
});

test("a size over max_bytes is refused without a request", async () => {
  await using server = await faultServer([]);
  const error = await rejectedError(read(server.url, { size: 11, max_bytes: 10 }));
  expect(error.code).toBe("link_too_large");
  expect(server.requests).toEqual([]);
});

test("a huge claim reserves no memory", async () => {
  await using server = await faultServer([
    { kind: "broken-body", body: BODY.subarray(0, 9), announced: 2 ** 45, ending: "close" },
  ]);
  const before = process.memoryUsage().arrayBuffers;
  const error = await rejectedError(read(server.url, { max_retries: 1 }));
  expect(error.code).toBe("link_unreachable");
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
});

test("a stalled body ends after idle_timeout and is read on", async () => {
  await using server = await faultServer([
    {
      kind: "broken-body",
      body: BODY.subarray(0, 100_000),
      announced: 300_000,
      headers: { etag: '"v"' },
      ending: "stall",
    },
    { kind: "file", body: BODY, etag: '"v"' },
  ]);
  const faults: string[] = [];
  const bytes = await read(server.url, {
    idle_timeout: 50,
    onRetry: (error) => faults.push(error.message),
  });
  expect(bytes).toEqual(BODY);
  expect(faults).toEqual([`${server.url}: no data for 50 ms`]);
  await server.quiet();
});

test("a slow body that moves is no stall", async () => {
  const body = BODY.subarray(0, 40);
  await using server = await faultServer([{ kind: "drip", body, chunk: 10, interval: 40 }]);
  expect(await read(server.url, { idle_timeout: 120, max_retries: 1 })).toEqual(body);
});

test("total_timeout covers everything", async () => {
  await using server = await faultServer([{ kind: "drip", body: BODY, chunk: 1, interval: 10 }]);
  const error = await rejectedError(read(server.url, { total_timeout: 100 }));
  expect(error).toMatchObject({ code: "link_unreachable", isRetryable: true });
  expect(error.message).toBe(`${server.url}: not read within 100 ms (total_timeout)`);
  expect(server.requests.length).toBe(1);
  await server.quiet();
});

test.each(["in the headers", "in the body", "in a wait", "before all"])(
  "abort %s",
  async (when) => {
    await using server = await faultServer([
      when === "in the body"
        ? { kind: "broken-body", body: BODY, announced: 400_000, ending: "stall" }
        : when === "in a wait"
          ? { kind: "answer", status: 503 }
          : { kind: "stall" },
    ]);
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, "removeEventListener");
    const added = vi.spyOn(controller.signal, "addEventListener");
    if (when === "before all") controller.abort("enough");
    const reading = read(server.url, {
      signal: controller.signal,
      base_delay: 60_000,
      max_delay: 60_000,
      onRetry: () => queueMicrotask(() => controller.abort("enough")),
    });
    if (when !== "before all") await server.arrived(1);
    if (when === "in the headers" || when === "in the body") controller.abort("enough");
    const error = await rejectedError(reading);
    expect(error).toMatchObject({ code: "aborted", isRetryable: false, cause: "enough" });
    expect(removed.mock.calls.length).toBeGreaterThanOrEqual(added.mock.calls.length);
    await server.quiet();
  },
);

test("nothing listens to the signal once it is over", async () => {
  await using server = await faultServer([{ kind: "file", body: BODY }]);
  const { signal } = new AbortController();
  const added = vi.spyOn(signal, "addEventListener");
  const removed = vi.spyOn(signal, "removeEventListener");
  await read(server.url, { signal });
  expect(removed.mock.calls.map(([type, listener]) => [type, listener])).toEqual(
    added.mock.calls.map(([type, listener]) => [type, listener]),
  );
});

test("Retry-After lengthens the wait, up to max_delay", async () => {
  await using server = await faultServer([
    { kind: "answer", status: 503, headers: { "retry-after": "3600" } },
    { kind: "file", body: BODY },
  ]);
  const delays: number[] = [];
  await read(server.url, { max_delay: 20, onRetry: (_error, _attempt, ms) => delays.push(ms) });
  expect(delays).toEqual([20]);
});

test("an error of onProgress ends it and the request", async () => {
  await using server = await faultServer([{ kind: "endless" }]);
  const onProgress = () => {
    throw new RangeError("the caller's own");
  };
  await expect(read(server.url, { onProgress })).rejects.toThrow("the caller's own");
  await server.quiet();
});

test("a store that neither answers nor heeds its signal cannot hold the caller", async () => {
  const error = await rejectedError(
    downloadBytes(() => new Promise(() => undefined), { label: "x", total_timeout: 20 }),
  );
  expect(error.code).toBe("link_unreachable");
});

test("a store that answers too late is not left open", async () => {
  const cancelled = Promise.withResolvers<unknown>();
  const late = Promise.withResolvers<void>();
  const controller = new AbortController();
  const reading = downloadBytes(
    async () => {
      await late.promise;
      const body = new ReadableStream<Uint8Array>({ cancel: cancelled.resolve });
      return { body, offset: 0, size: 1 };
    },
    { signal: controller.signal },
  );
  controller.abort();
  expect((await rejectedError(reading)).code).toBe("aborted");
  late.resolve();
  await cancelled.promise;
});

test("a store that throws anything is retried as unreachable", async () => {
  const error = await rejectedError(
    downloadBytes(() => Promise.reject(new TypeError("odd")), { ...FAST, label: "toy" }),
  );
  expect(error.code).toBe("link_unreachable");
  expect(error.message).toBe("toy failed after 5 attempts: toy: odd");
});

test.each([
  [{ max_retries: 0 }, "max_retries: expected a whole number, at least 1, got 0"],
  [{ max_retries: 1.5 }, "max_retries: expected a whole number, at least 1, got 1.5"],
  [{ base_delay: -1 }, "base_delay: expected a number of ms, at least 0, got -1"],
  [{ max_delay: Number.NaN }, "max_delay: expected a number of ms, at least 0, got NaN"],
  [{ idle_timeout: Infinity }, "idle_timeout: expected a number of ms, at least 0, got Infinity"],
  [{ total_timeout: -5 }, "total_timeout: expected a number of ms, at least 0, got -5"],
  [
    { max_bytes: -1 },
    "max_bytes: expected a whole number of bytes, at least 0, or Infinity, got -1",
  ],
])("bad options %j are invalid_config", async (options, message) => {
  const error = await rejectedError(read("http://127.0.0.1:9/", options));
  expect(error).toMatchObject({ code: "invalid_config", message });
});
