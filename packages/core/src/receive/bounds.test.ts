import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Download, FileServer } from "@natsbridge/fileserver";
import { faultServer, rejectedError } from "testkit";
import { describe, expect, test } from "vitest";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { smartreceive } from "../smartreceive.ts";

const bytes = new Uint8Array(100_000).fill(7);
const checksum = createHash("sha256").update(bytes).digest("hex");

const message = (payloads: unknown[]) =>
  JSON.stringify({ correlation_id: "c", msg_id: "m", payloads });
const link = (data: string, more: object = {}) => ({
  dataname: "file",
  payload_type: "binary",
  transport: "link",
  data,
  metadata: {},
  ...more,
});
const eager = (body: string, options: SmartReceiveOptions) =>
  smartreceive(body, { max_retries: 1, ...options, lazy: false });

describe("max_message_bytes", () => {
  const linksTo = (url: string, count: number, more: object = {}) =>
    message(Array.from({ length: count }, () => link(`${url}/x`, more)));

  test("bounds all links of a message together", async () => {
    await using server = await faultServer(() => ({ kind: "file", body: bytes }) as const);
    const options = { allowed_link_origins: [server.url], max_message_bytes: 550_000 };
    const error = await rejectedError(eager(linksTo(server.url, 300), options));
    expect(error.code).toBe("link_too_large");
    expect(error.details.option).toBe("max_message_bytes");
    expect(error.isRetryable).toBe(false);
    expect(server.requests.length).toBeLessThanOrEqual(10);
    expect((await eager(linksTo(server.url, 5), options)).payloads).toHaveLength(5);
  });

  test("its default follows max_download_bytes", async () => {
    await using server = await faultServer(() => ({ kind: "file", body: bytes }) as const);
    const options = { allowed_link_origins: [server.url], max_download_bytes: 100_000 };
    expect((await eager(linksTo(server.url, 16), options)).payloads).toHaveLength(16);
    const error = await rejectedError(eager(linksTo(server.url, 17), options));
    expect(error.details.option).toBe("max_message_bytes");
  });

  test("counts files that say no size, and those of a handler", async () => {
    const server = createServer((_request, response) => {
      response.write(bytes);
      response.end();
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const options = { allowed_link_origins: [url], max_message_bytes: 250_000 };
      const error = await rejectedError(eager(linksTo(url, 3), options));
      expect(error.details.option).toBe("max_message_bytes");
    } finally {
      server.close();
    }
    const handler = { fileserver_download_handler: async () => bytes, max_message_bytes: 250_000 };
    expect((await eager(linksTo("http://h", 2), handler)).payloads).toHaveLength(2);
    const error = await rejectedError(eager(linksTo("http://h", 3), handler));
    expect(error.details.option).toBe("max_message_bytes");
  });

  test("a file that is read anew counts once, and lazy payloads not at all", async () => {
    await using server = await faultServer((_request, count) =>
      count === 1
        ? ({ kind: "file", body: bytes.slice().fill(1) } as const)
        : ({ kind: "file", body: bytes } as const),
    );
    const body = linksTo(server.url, 1, { metadata: { checksum }, size: bytes.length });
    const options = { allowed_link_origins: [server.url], max_message_bytes: 100_000 };
    const again = await eager(body, { ...options, max_retries: 2, base_delay: 1 });
    expect(again.payloads).toHaveLength(1);
    const { payloads } = await smartreceive(linksTo(server.url, 3), { ...options, lazy: true });
    for (const [, handle] of payloads) expect((await handle.bytes()).length).toBe(100_000);
  });
});

describe("a checksum that is no text", () => {
  test.each([
    [{ toString: 1 }],
    [{ toString: null, valueOf: null }],
    [{ checksum }],
    [[checksum]],
    [123],
    [0],
    [true],
    [false],
  ])("%j is a mismatch, eager, lazy and as a stream", async (given) => {
    const payload = {
      dataname: "t",
      payload_type: "text",
      transport: "direct",
      data: "aGk=",
      metadata: { checksum: given },
    };
    const body = message([payload]);
    expect((await rejectedError(eager(body, {}))).code).toBe("checksum_mismatch");
    const { payloads } = await smartreceive(body, { lazy: true });
    const handle = payloads[0]?.[1];
    if (handle === undefined) throw new Error("no handle");
    expect((await rejectedError(handle.bytes())).code).toBe("checksum_mismatch");
    const read = new Response(handle.stream() as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
    expect((await rejectedError(read)).code).toBe("checksum_mismatch");
  });
});

describe("a store of one's own that gives the wrong shape is a typed rejection", () => {
  const stream = (chunk: unknown) =>
    new ReadableStream({
      start(target) {
        target.enqueue(chunk);
        target.close();
      },
    });
  const wrong: [string, () => unknown][] = [
    ["undefined", () => undefined],
    ["null", () => null],
    ["bytes", () => bytes],
    ["a Response", () => new Response("x")],
    ["no body", () => ({ offset: 0, size: 1 })],
    ["a body of bytes", () => ({ body: bytes, offset: 0, size: 1 })],
    ["no offset", () => ({ body: stream(bytes), size: 1 })],
    ["an offset of -1", () => ({ body: stream(bytes), offset: -1, size: undefined })],
    ["a size of text", () => ({ body: stream(bytes), offset: 0, size: "100" })],
    ["a size of NaN", () => ({ body: stream(bytes), offset: 0, size: Number.NaN })],
    ["chunks of text", () => ({ body: stream("text"), offset: 0, size: undefined })],
    ["chunks of null", () => ({ body: stream(null), offset: 0, size: undefined })],
    [
      "a locked body",
      () => {
        const body = stream(bytes);
        body.getReader();
        return { body, offset: 0, size: undefined };
      },
    ],
    [
      "a throw",
      () => {
        throw new Error("no");
      },
    ],
    ["a rejection with nothing", () => Promise.reject(undefined)],
  ];
  test.each(wrong)("%s", async (_name, give) => {
    const unhandled: unknown[] = [];
    const onUnhandled = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", onUnhandled);
    const store: FileServer = {
      name: "own",
      origins: ["https://h.example.org"],
      capabilities: { range: false, ttl: false, remove: true, streaming: true, crossOrigin: false },
      upload: () => Promise.reject(new Error("no upload")),
      // Not a promise either.
      download: () => give() as Promise<Download>,
    };
    const body = message([link("https://h.example.org/x")]);
    try {
      const error = await rejectedError(eager(body, { fileservers: [store] }));
      expect(error.code).toMatch(/^(invalid_config|link_unreachable)$/);
      const { payloads } = await smartreceive(body, {
        fileservers: [store],
        lazy: true,
        max_retries: 1,
      });
      const stream = payloads[0]?.[1].stream();
      await expect(Array.fromAsync(stream ?? [])).rejects.toThrow();
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).toEqual([]);
    } finally {
      process.off("unhandledRejection", onUnhandled);
    }
  });
});
