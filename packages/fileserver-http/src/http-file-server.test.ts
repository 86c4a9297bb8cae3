import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { faultServer, rejectedError, startRcloneWebdav } from "testkit";
import { afterAll, expect, test } from "vitest";
import { createHttpFileServer } from "./http-file-server.ts";

const HELLO = new TextEncoder().encode("hello claim check\n");
const webdav = await startRcloneWebdav();
afterAll(() => webdav.close());

test("puts a file, looks for it, and publishes its address", async () => {
  await using server = await faultServer([
    { kind: "answer", status: 201 },
    { kind: "answer", headers: { "content-length": HELLO.length } },
  ]);
  const store = createHttpFileServer({
    url: `${server.url}/in/`,
    public_url: "https://files.example.org/out",
    headers: { authorization: "Bearer s3cret" },
  });
  const stored = await store.upload("report v2 (é).bin", HELLO);
  const [put, head] = server.requests;
  expect(put?.method).toBe("PUT");
  expect(put?.path).toMatch(/^\/in\/[0-9a-f-]{36}-report%20v2%20%28%C3%A9%29\.bin$/);
  expect(put?.headers).toMatchObject({
    "content-length": "18",
    "content-type": "application/octet-stream",
    authorization: "Bearer s3cret",
  });
  expect(put?.body).toEqual(HELLO);
  expect(head).toMatchObject({ method: "HEAD", path: put?.path });
  expect(head?.headers["accept-encoding"]).toBe("identity");
  expect(stored.url).toBe(`https://files.example.org/out${put?.path.slice(3)}`);
  expect(store.origins).toEqual(["https://files.example.org", server.url]);
});

test.each([
  [401, "permission_denied", false, "Check the credentials of the store"],
  [403, "permission_denied", false, "Check the credentials of the store"],
  [409, "upload_failed", false, "answered 409"],
  [413, "upload_failed", false, "raise its limit or send less"],
  [507, "upload_failed", true, "The server's disk is full"],
  [503, "upload_failed", true, "answered 503"],
])("a PUT answered %i is %s", async (status, code, isRetryable, text) => {
  await using server = await faultServer([{ kind: "answer", status }]);
  const store = createHttpFileServer({ url: server.url });
  const error = await rejectedError(store.upload("a", HELLO));
  expect(error).toMatchObject({ code, isRetryable, details: { status } });
  expect(error.message).toContain(text);
});

test("a PUT answered by a redirect is not followed, and not tried again", async () => {
  await using server = await faultServer([
    { kind: "answer", status: 301, headers: { location: "/elsewhere" } },
  ]);
  const store = createHttpFileServer({ url: server.url });
  const error = await rejectedError(store.upload("a", HELLO));
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: false });
  expect(error.message).toContain("Is this the address of the store itself?");
  expect(
    server.requests.map(({ method, path }) => `${method} ${path.split("/")[1]}`),
  ).not.toContain("PUT elsewhere");
});

test.each([
  ["keeps nothing", { status: 404 }, "HEAD found status 404 instead of 18 bytes"],
  [
    "keeps half",
    { headers: { "content-length": 9 }, body: "" },
    "HEAD found 9 bytes instead of 18 bytes",
  ],
])("a server that accepts and %s is found out, and cleaned", async (_name, answer, text) => {
  await using server = await faultServer([
    { kind: "answer", status: 201 },
    { kind: "answer", ...answer },
    { kind: "answer", status: 204 },
  ]);
  const error = await rejectedError(createHttpFileServer({ url: server.url }).upload("a", HELLO));
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: true });
  expect(error.message).toContain(text);
  expect(server.requests.map(({ method }) => method)).toEqual(["PUT", "HEAD", "DELETE"]);
});

test("an upload that is aborted leaves no file", async () => {
  const store = createHttpFileServer({ url: webdav.url });
  const controller = new AbortController();
  const body = new ReadableStream<Uint8Array>({
    pull(target) {
      target.enqueue(new Uint8Array(100_000));
    },
  });
  const error = await rejectedError(
    store.upload("endless", body, {
      signal: controller.signal,
      onProgress: ({ loaded }) => loaded > 5_000_000 && controller.abort(),
    }),
  );
  expect(error.code).toBe("aborted");
  expect(await readdir(join(webdav.directory, "data"))).toEqual([]);
});

test("credentials are sent to the own origins only", async () => {
  await using other = await faultServer([{ kind: "answer", body: "x" }]);
  const store = createHttpFileServer({
    url: webdav.url,
    headers: { authorization: "Bearer s3cret" },
  });
  await (await store.download(`${other.url}/x`)).body.cancel();
  expect(other.requests[0]?.headers.authorization).toBeUndefined();
});

test.each(["http://other.example.org/x", "/../x", "/a/b", "/x?y", "/.."])(
  "%s is not removed",
  async (link) => {
    await using server = await faultServer([{ kind: "answer", status: 204 }]);
    const store = createHttpFileServer({ url: `${server.url}/in` });
    const url = link.startsWith("/") ? `${server.url}/in${link}` : link;
    const error = await rejectedError(store.remove?.({ url }) ?? Promise.resolve());
    expect(error.code).toBe("unsupported");
    expect(server.requests).toEqual([]);
  },
);

test("a store that may not remove has no remove", () => {
  const store = createHttpFileServer({ url: webdav.url, removable: false });
  expect(store.remove).toBeUndefined();
  expect(store.capabilities.remove).toBe(false);
});

test.each([
  [{ url: "dav.example.org" }, "url"],
  [{ url: "http://user:pw@dav.example.org" }, "credentials go into headers"],
  [{ url: "http://dav.example.org", public_url: "ftp://x" }, "public_url"],
  [{ url: "http://dav.example.org?x=1" }, "without user, query and fragment"],
])("bad settings %j are invalid_config", (settings, text) => {
  expect(() => createHttpFileServer(settings)).toThrow(
    expect.objectContaining({ code: "invalid_config", message: expect.stringContaining(text) }),
  );
});

test("a HEAD that gives the length of a compressed form says nothing about the file", async () => {
  await using server = await faultServer([
    { kind: "answer", status: 201 },
    { kind: "answer", headers: { "content-length": 7, "content-encoding": "gzip" } },
  ]);
  const stored = await createHttpFileServer({ url: server.url }).upload("a", HELLO);
  expect(stored.status).toBe(201);
  expect(server.requests.map(({ method }) => method)).toEqual(["PUT", "HEAD"]);
});

test.each([401, 403, 405, 501])("a HEAD that is refused with %i neither", async (status) => {
  await using server = await faultServer([
    { kind: "answer", status: 201 },
    { kind: "answer", status },
  ]);
  const stored = await createHttpFileServer({ url: server.url }).upload("a", HELLO);
  expect(stored.status).toBe(201);
  expect(server.requests.map(({ method }) => method)).toEqual(["PUT", "HEAD"]);
});

test.each(["bytes", "a stream"])(
  "the answer to a PUT of %s is lost: the file itself decides",
  async (kind) => {
    const body = () => (kind === "bytes" ? HELLO : new Blob([HELLO]).stream());
    for (const [length, isThere] of [
      [HELLO.length, true],
      [9, false],
    ] as const) {
      await using server = await faultServer(({ method }) => {
        if (method === "PUT") return { kind: "reset" };
        if (method === "DELETE") return { kind: "answer", status: 204 };
        return { kind: "answer", headers: { "content-length": length } };
      });
      const upload = createHttpFileServer({ url: server.url }).upload("a", body());
      if (isThere) {
        expect((await upload).status).toBe(200);
        expect(server.requests.at(-1)?.method).toBe("HEAD");
      } else {
        expect((await rejectedError(upload)).code).toBe("upload_failed");
        expect(server.requests.at(-1)?.method).toBe("DELETE");
      }
    }
  },
);

test("upload_headers go with the PUT, and with nothing else", async () => {
  await using server = await faultServer([
    { kind: "answer", status: 201 },
    { kind: "answer", headers: { "content-length": HELLO.length } },
    { kind: "answer", body: HELLO },
    { kind: "answer", status: 204 },
  ]);
  const store = createHttpFileServer({
    url: server.url,
    headers: { authorization: "Bearer s3cret" },
    upload_headers: { "x-ms-blob-type": "BlockBlob", "Content-Type": "application/x-arrow" },
  });
  const stored = await store.upload("a", HELLO);
  await (await store.download(stored.url)).body.cancel();
  await store.remove?.(stored);
  expect(
    server.requests.map(({ method, headers }) => [
      method,
      headers["x-ms-blob-type"],
      headers["content-type"],
      headers.authorization,
    ]),
  ).toEqual([
    ["PUT", "BlockBlob", "application/x-arrow", "Bearer s3cret"],
    ["HEAD", undefined, undefined, "Bearer s3cret"],
    ["GET", undefined, undefined, "Bearer s3cret"],
    ["DELETE", undefined, undefined, "Bearer s3cret"],
  ]);
});

test.each([
  [{ "Content-Encoding": "gzip" }, "no coding, since files are sent as they are"],
  [{ "Content-Length": "3" }, "none that the store says itself"],
  [{ "a b": "c" }, "names and texts"],
])("upload_headers %j are invalid_config", (upload_headers, expected) => {
  const [name] = Object.keys(upload_headers);
  expect(() => createHttpFileServer({ url: webdav.url, upload_headers })).toThrow(
    expect.objectContaining({
      code: "invalid_config",
      message: `upload_headers: expected ${expected}, got "${name}"`,
    }),
  );
});
