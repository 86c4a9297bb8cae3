import { createHash } from "node:crypto";
import { downloadBytes, type FileServer, httpDownload } from "@natsbridge/fileserver";
import { startNatsServer } from "@natsbridge/nats-server";
import { askJetStream, connect } from "@natsbridge/transport";
import { faultServer, rejectedError, startTcpProxy } from "testkit";
import { afterAll, expect, test } from "vitest";
import { createObjectStoreFileServer } from "./object-store-file-server.ts";
import { createObjectStoreGateway } from "./object-store-gateway.ts";
import type { ObjectStoreFileServerSettings } from "./object-store-settings.ts";

const server = await startNatsServer({ jetstream: true });
const connection = await connect({ servers: server.url });
const gateway = await createObjectStoreGateway({ connection });
afterAll(async () => {
  await gateway.close();
  await connection.close();
  await server.stop();
});

const create = (settings: Partial<ObjectStoreFileServerSettings> = {}) =>
  createObjectStoreFileServer({ connection, gateway_url: gateway.url, ...settings });
const BIG = Uint8Array.from({ length: 10_000_019 }, (_, index) => (index * 31) >>> 8);
const read = (store: FileServer, url: string) =>
  downloadBytes((from, signal) => store.download(url, { ...from, signal }));

async function messagesIn(bucket: string): Promise<number> {
  const { state } = await askJetStream<{ state: { messages: number } }>(
    connection,
    `STREAM.INFO.OBJ_${bucket}`,
  );
  return state.messages;
}

test("an object is stored as every NATS client stores it", async () => {
  const store = create({ bucket: "layout", chunk_size: 131_072 });
  const bytes = BIG.subarray(0, 300_000);
  const { fileid, uploadid } = await store.upload("table ä.arrow", bytes);
  const answer = await askJetStream<{ message: { data: string } }>(
    connection,
    "STREAM.MSG.GET.OBJ_layout",
    { last_by_subj: "$O.layout.M.>" },
  );
  const info: unknown = JSON.parse(Buffer.from(answer.message.data, "base64").toString());
  expect(info).toEqual({
    name: fileid,
    bucket: "layout",
    nuid: uploadid,
    size: 300_000,
    chunks: 3,
    digest: `SHA-256=${createHash("sha256").update(bytes).digest("base64url")}=`,
    mtime: expect.stringMatching(/^\d{4}-/),
    deleted: false,
    options: { max_chunk_size: 131_072 },
  });
  expect(await messagesIn("layout")).toBe(4);
  const { config } = await askJetStream<{ config: object }>(connection, "STREAM.INFO.OBJ_layout");
  expect(config).toMatchObject({
    subjects: ["$O.layout.C.>", "$O.layout.M.>"],
    discard: "new",
    allow_rollup_hdrs: true,
    allow_direct: true,
    num_replicas: 1,
  });
});

test("the client's own object store reads what this one wrote", async () => {
  const store = create({ bucket: "foreign" });
  const { fileid } = await store.upload("x", BIG);
  const client = connection as unknown as {
    jetstream(): {
      views: { os(name: string): Promise<{ getBlob(name: string): Promise<Uint8Array | null> }> };
    };
  };
  const bucket = await client.jetstream().views.os("foreign");
  const got = await bucket.getBlob(fileid);
  expect(Buffer.compare(got ?? new Uint8Array(0), BIG)).toBe(0);
});

test("this store reads what the client's own object store wrote", async () => {
  const client = connection as unknown as {
    jetstream(): {
      views: {
        os(
          name: string,
        ): Promise<{ putBlob(meta: { name: string }, data: Uint8Array): Promise<object> }>;
      };
    };
  };
  const bucket = await client.jetstream().views.os("theirs");
  await bucket.putBlob({ name: "a file" }, BIG);
  const store = create({ bucket: "theirs" });
  const got = await read(store, `${gateway.url}/theirs/a%20file`);
  expect(Buffer.compare(got, BIG)).toBe(0);
});

test.each([0, 1, 131_072, 131_073, 5_000_000, 10_000_018, 10_000_019])(
  "reads from offset %i, with other objects in between",
  async (offset) => {
    const store = create({ bucket: "mixed" });
    const [a] = await Promise.all([
      store.upload("a", BIG),
      store.upload("b", BIG.subarray(5)),
      store.upload("c", BIG.subarray(7)),
    ]);
    const download = await store.download(a.url, { offset });
    expect(download).toMatchObject({ offset, size: BIG.length });
    const bytes = await new Response(download.body as BodyInit).arrayBuffer();
    expect(Buffer.compare(Buffer.from(bytes), BIG.subarray(offset))).toBe(0);
  },
);

test("the gateway serves ranges, and nothing else than GET and HEAD", async () => {
  const { url } = await create().upload("x", BIG);
  const part = await fetch(url, { headers: { range: "bytes=200000-200003" } });
  expect(part.status).toBe(206);
  expect(part.headers.get("content-range")).toBe("bytes 200000-200003/10000019");
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(BIG.subarray(200_000, 200_004));
  const head = await fetch(url, { method: "HEAD" });
  expect(head.headers.get("content-length")).toBe("10000019");
  expect((await fetch(url, { method: "DELETE" })).status).toBe(405);
  expect((await fetch(url, { headers: { range: "bytes=10000019-" } })).status).toBe(416);
  const preflight = await fetch(url, {
    method: "OPTIONS",
    headers: {
      "access-control-request-headers": "range",
      "access-control-request-private-network": "true",
    },
  });
  expect(preflight.headers.get("access-control-allow-headers")).toBe("range");
  expect(preflight.headers.get("access-control-allow-private-network")).toBe("true");
});

test.each([
  "/",
  "/other/x",
  "/natsbridge/",
  "/natsbridge/x/y",
  "/natsbridge/%ff",
  "/natsbridge/nothere",
])("the gateway finds nothing at %s", async (path) => {
  expect((await fetch(`${gateway.url}${path}`)).status).toBe(404);
});

test("a removed object leaves no message, and a second removal is fine", async () => {
  const store = create({ bucket: "removed" });
  const stored = await store.upload("x", BIG);
  await store.remove?.(stored);
  expect(await messagesIn("removed")).toBe(0);
  await store.remove?.(stored);
  expect((await rejectedError(store.download(stored.url))).code).toBe("link_gone");
  expect((await rejectedError(httpDownload(stored.url))).code).toBe("link_gone");
});

test.each(["fails", "is aborted"])("an upload that %s half-way leaves no message", async (how) => {
  const bucket = how === "fails" ? "failed" : "aborted";
  const store = create({ bucket });
  const controller = new AbortController();
  let pieces = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(target) {
      pieces += 1;
      if (pieces === 50 && how === "fails") target.error(new Error("the source broke"));
      else target.enqueue(new Uint8Array(100_000));
    },
  });
  const error = await rejectedError(
    store.upload("x", body, {
      signal: controller.signal,
      onProgress: ({ loaded }) => loaded >= 5_000_000 && controller.abort(),
    }),
  );
  expect(error.code).toBe(how === "fails" ? "upload_failed" : "aborted");
  expect(await messagesIn(bucket)).toBe(0);
});

test("a sweep removes old objects and chunks without one, but keeps what is wanted", async () => {
  const store = create({ bucket: "swept" });
  const old = await store.upload("old", BIG.subarray(0, 10));
  const kept = await store.upload("kept", BIG.subarray(0, 10));
  await connection.request("$O.swept.C.abandoned", "chunk", { timeout: 5000 });
  expect(await store.sweep({ older_than: 3600 })).toEqual({ removed: [], left: 2 });
  expect(await messagesIn("swept")).toBe(5);
  const report = await store.sweep({ older_than: -60, keep: (fileid) => fileid === kept.fileid });
  expect(report).toEqual({ removed: [old.fileid], left: 1 });
  expect(await messagesIn("swept")).toBe(2);
});

test("progress and back pressure: what is not read is not fetched", async () => {
  const { url } = await create().upload("x", BIG);
  const progress: number[] = [];
  const download = await create().download(url, {
    onProgress: ({ loaded }) => progress.push(loaded),
  });
  const reader = download.body.getReader();
  await reader.read();
  expect(progress).toEqual([131_072]);
  await reader.cancel();
});

test("a store without JetStream says so", async () => {
  await using plain = await startNatsServer();
  const other = await connect({ servers: plain.url });
  try {
    const store = create({ connection: other });
    const upload = await rejectedError(store.upload("x", BIG));
    expect(upload.code).toBe("upload_failed");
    expect(upload.message).toContain("JetStream");
    const download = await rejectedError(store.download(`${gateway.url}/natsbridge/x`));
    expect(download.code).toBe("link_unreachable");
    expect(download.message).toContain("JetStream");
  } finally {
    await other.close();
  }
});

test("a full bucket is upload_failed, and leaves nothing of the object", async () => {
  await askJetStream(connection, "STREAM.CREATE.OBJ_full", {
    name: "OBJ_full",
    subjects: ["$O.full.C.>", "$O.full.M.>"],
    storage: "file",
    discard: "new",
    max_bytes: 1_000_000,
    allow_direct: true,
  });
  const error = await rejectedError(create({ bucket: "full", timeout: 500 }).upload("x", BIG));
  expect(error.code).toBe("upload_failed");
  expect(error.message).toContain("maximum bytes exceeded");
  expect(await messagesIn("full")).toBe(0);
});

test("a connection that hangs in a download is an error within the time-out", async () => {
  const { url } = await create().upload("x", BIG);
  await using proxy = await startTcpProxy(server.port);
  const other = await connect({ servers: `nats://${proxy.address}` });
  const store = createObjectStoreFileServer({
    connection: other,
    gateway_url: gateway.url,
    timeout: 300,
  });
  try {
    const download = await store.download(url);
    const reader = download.body.getReader();
    await reader.read();
    proxy.pause();
    const error = await rejectedError(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    );
    expect(error).toMatchObject({ code: "link_unreachable", isRetryable: true });
    expect(error.message).toContain("no answer for 300 ms");
  } finally {
    proxy.resume();
    await other.close();
  }
});

test("a link of somebody else is read by a plain GET, and not removed", async () => {
  await using other = await faultServer([{ kind: "answer", body: "hello" }]);
  const url = `${other.url}/natsbridge/x`;
  const bytes = await read(create(), url);
  expect(new TextDecoder().decode(bytes)).toBe("hello");
  const error = await rejectedError(create().remove?.({ url }) ?? Promise.resolve());
  expect(error.code).toBe("unsupported");
  expect(other.requests.length).toBe(1);
});

test.each([
  [{ bucket: "a.b" }, "bucket"],
  [{ chunk_size: 10 }, "chunk_size"],
  [{ gateway_url: "files.example.org" }, "gateway_url"],
  [{ replicas: 0 }, "replicas"],
  [{ max_age: -1 }, "max_age"],
])("bad settings %j are invalid_config", (settings, name) => {
  expect(() =>
    createObjectStoreFileServer({ connection, gateway_url: gateway.url, ...settings }),
  ).toThrow(
    expect.objectContaining({ code: "invalid_config", message: expect.stringContaining(name) }),
  );
});

test("a function gives the connection to use now, for writing, reading, removing and the gateway", async () => {
  let live = await connect({ servers: server.url });
  const settings = { connection: () => live, bucket: "living" };
  await using own = await createObjectStoreGateway(settings);
  const store = createObjectStoreFileServer({ ...settings, gateway_url: own.url });
  const first = await store.upload("a", BIG.subarray(0, 200_000));
  await live.close();
  live = await connect({ servers: server.url });
  expect(await read(store, first.url)).toEqual(BIG.subarray(0, 200_000));
  expect(new Uint8Array(await (await fetch(first.url)).arrayBuffer())).toEqual(
    BIG.subarray(0, 200_000),
  );
  await store.upload("b", BIG.subarray(0, 10));
  await store.remove?.(first);
  await live.close();
});
