import { readdir } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { rejectedError } from "testkit";
import { afterAll, expect, test, vi } from "vitest";
import { createLocalFileServer, type LocalFileServer } from "./local-file-server.ts";

const server = await createLocalFileServer({ maxFileBytes: 1_000_000 });
afterAll(() => server.close());

const HELLO = "hello claim check\n";

interface Upload {
  readonly id: string;
  readonly uploadToken: string;
  readonly ttl: number;
  readonly expireAt: string;
}

async function createUpload(wishes: object, at: LocalFileServer = server): Promise<Upload> {
  const response = await fetch(`${at.url}/upload`, {
    method: "POST",
    body: JSON.stringify(wishes),
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  return (await response.json()) as Upload;
}

function form(body: string | Uint8Array<ArrayBuffer>, name: string, part = "file"): FormData {
  const data = new FormData();
  data.append(part, new Blob([body]), name);
  return data;
}

async function addFile(upload: Upload, body: FormData, at: LocalFileServer = server) {
  return fetch(`${at.url}/file/${upload.id}`, {
    method: "POST",
    headers: { "X-UploadToken": upload.uploadToken },
    body,
  });
}

async function store(
  wishes: object,
  name = "a.bin",
  at: LocalFileServer = server,
  content: string = HELLO,
) {
  const upload = await createUpload(wishes, at);
  const file = (await (await addFile(upload, form(content, name), at)).json()) as {
    readonly id: string;
    readonly fileName: string;
  };
  const path = `/file/${upload.id}/${file.id}/${encodeURIComponent(file.fileName)}`;
  return { upload, file, path, url: `${at.url}${path}` };
}

const get = (url: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(url, { method, headers, redirect: "manual" });

test("an upload is described as Plik does", async () => {
  const upload = await createUpload({ ttl: 3600, removable: true });
  expect(upload).toEqual({
    id: expect.stringMatching(/^[A-Za-z0-9]{16}$/),
    ttl: 3600,
    extend_ttl: false,
    downloadDomain: "",
    comments: "",
    files: null,
    uploadToken: expect.stringMatching(/^[A-Za-z0-9]{32}$/),
    admin: true,
    stream: false,
    oneShot: false,
    removable: true,
    protectedByPassword: false,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    expireAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
  const again = await get(`${server.url}/upload/${upload.id}`);
  const { uploadToken: _token, ...shown } = upload;
  expect(await again.json()).toEqual({ ...shown, admin: false, files: [] });
});

test("a file is stored and read", async () => {
  const { upload, file, url } = await store({}, "report v2 (é).bin");
  expect(file).toMatchObject({
    fileName: "report v2 (é).bin",
    status: "uploaded",
    fileSize: 18,
  });
  const response = await get(url);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(HELLO);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-length": "18",
    "content-disposition": 'filename="report v2 (Ã©).bin"',
    "accept-ranges": "bytes",
    etag: `"${file.id}"`,
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
  });
  const shown = (await (await get(`${server.url}/upload/${upload.id}`)).json()) as {
    files: unknown;
  };
  expect(shown.files).toEqual([file]);
});

test.each([
  ["bytes=0-4", 206, "hello", "bytes 0-4/18"],
  ["bytes=6-", 206, "claim check\n", "bytes 6-17/18"],
  ["bytes=-6", 206, "check\n", "bytes 12-17/18"],
  ["bytes=12-999", 206, "check\n", "bytes 12-17/18"],
  ["bytes=4-2", 200, HELLO, null],
  ["bytes=0-1,3-4", 200, HELLO, null],
  ["bytes=-", 200, HELLO, null],
  ["lines=1-2", 200, HELLO, null],
])("Range: %s", async (range, status, body, contentRange) => {
  const { url } = await store({});
  const response = await get(url, { range });
  expect([response.status, await response.text()]).toEqual([status, body]);
  expect(response.headers.get("content-range")).toBe(contentRange);
});

test("a range behind the end is 416, If-Range of another version is the whole file", async () => {
  const { url, file } = await store({});
  const behind = await get(url, { range: "bytes=18-", "user-agent": "curl/8" });
  expect(behind.status).toBe(416);
  expect(behind.headers.get("content-range")).toBe("bytes */18");
  await behind.text();
  const fresh = await get(url, { range: "bytes=12-", "if-range": `"${file.id}"` });
  expect([fresh.status, await fresh.text()]).toEqual([206, "check\n"]);
  const stale = await get(url, { range: "bytes=12-", "if-range": '"other"' });
  expect([stale.status, await stale.text()]).toEqual([200, HELLO]);
});

test("a one-shot file is read once; HEAD does not consume, Range is ignored", async () => {
  const { url, path, file } = await store({ oneShot: true }, "table.arrow");
  const head = await get(url, {}, "HEAD");
  expect([head.status, head.headers.get("content-length")]).toEqual([200, "18"]);
  expect(head.headers.get("cache-control")).toBe("no-cache, no-store, must-revalidate");
  const first = await get(url, { range: "bytes=0-4" });
  expect([first.status, await first.text()]).toEqual([200, HELLO]);
  const second = await get(url);
  expect(second.status).toBe(301);
  expect(second.headers.get("location")).toBe(
    `/#/?err=file table.arrow (${file.id}) is not available : deleted&errcode=404&uri=${path}`,
  );
  expect(await second.text()).toBe(
    `<a href="/#/?err=file table.arrow (${file.id}) is not available : deleted&amp;errcode=404&amp;uri=${path}">Moved Permanently</a>.\n\n`,
  );
});

test("of fifty readers of a one-shot file exactly one gets it", async () => {
  const { url } = await store({ oneShot: true });
  const answers = await Promise.all(Array.from({ length: 50 }, () => get(url)));
  const bodies = await Promise.all(answers.map((answer) => answer.text()));
  expect(answers.filter(({ status }) => status === 200).length).toBe(1);
  expect(bodies.filter((body) => body === HELLO).length).toBe(1);
});

test.each([
  ["a browser or a plain client", {}, 301],
  ["curl", { "user-agent": "curl/8.1" }, 404],
  ["wget", { "user-agent": "Wget/1.21" }, 404],
  ["a page of another origin", { origin: "https://page.example.org" }, 404],
  ["a browser that follows a link", { "sec-fetch-site": "cross-site" }, 301],
])("a failed read by %s", async (_who, headers, status) => {
  const url = `${server.url}/file/AAAAAAAAAAAAAAAA/BBBBBBBBBBBBBBBB/x`;
  // fetch sets some of these headers itself, so this request is made by hand.
  const got = await new Promise<{ status: number | undefined; location: string | undefined }>(
    (resolve, reject) => {
      httpRequest(url, { headers }, (response) => {
        response.resume();
        resolve({ status: response.statusCode, location: response.headers.location });
      })
        .on("error", reject)
        .end();
    },
  );
  expect(got).toEqual({
    status,
    location:
      status === 301
        ? "/#/?err=upload AAAAAAAAAAAAAAAA not found&errcode=404&uri=/file/AAAAAAAAAAAAAAAA/BBBBBBBBBBBBBBBB/x"
        : undefined,
  });
});

test("whoever follows the redirect gets a web page, as with Plik", async () => {
  const response = await fetch(`${server.url}/file/AAAAAAAAAAAAAAAA/BBBBBBBBBBBBBBBB/x`, {
    headers: { "user-agent": "test" },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
});

test("a wrong name is refused", async () => {
  const { url } = await store({}, "right.bin");
  const response = await get(url.replace("right", "wrong"), { "user-agent": "curl/8" });
  expect([response.status, await response.text()]).toEqual([400, "invalid file name\n"]);
});

test.each([
  ["with a wrong part name", form(HELLO, "a", "data"), "missing file from multipart form\n"],
  ["with an empty file name", form(HELLO, ""), "missing file name from multipart form\n"],
  [
    "with a name of over 1024 bytes",
    form(HELLO, "x".repeat(1025)),
    "unable to create file : file name xxxxxxxxxxxxxxxxxxxx... is too long, maximum length is 1024 characters\n",
  ],
  [
    "that is too large",
    form(new Uint8Array(1_100_000), "big.bin"),
    "file too big (limit is set to 1.0 MB)\n",
  ],
])("a file %s is 400", async (_name, body, text) => {
  const upload = await createUpload({});
  const response = await addFile(upload, body);
  expect([response.status, await response.text()]).toEqual([400, text]);
  expect(await readdir(join(server.directory, "partial"))).toEqual([]);
  expect(await readdir(join(server.directory, "uploads", upload.id))).toEqual(["upload.json"]);
});

test("a file of exactly the limit is stored", async () => {
  const upload = await createUpload({});
  const response = await addFile(upload, form(new Uint8Array(1_000_000), "limit.bin"));
  expect(await response.json()).toMatchObject({ fileSize: 1_000_000 });
});

test("a path in a name is dropped", async () => {
  for (const [name, kept] of [
    ["a/b.txt", "b.txt"],
    ["../../etc/passwd", "passwd"],
    ["C:\\temp\\x.bin", "x.bin"],
  ] as const) {
    const { url, file } = await store({}, name);
    expect(file.fileName).toBe(kept);
    expect(await (await get(url)).text()).toBe(HELLO);
  }
});

test.each([
  "/file/../../../../etc/passwd",
  "/file/..%2f..%2f..%2fetc/passwd/x",
  "/file/%2e%2e/%2e%2e/passwd",
  "/file/AAAAAAAAAAAAAAAA/..%2fupload.json/x",
  "/upload/..%2f..%2fpartial",
  "/upload/%00",
  "/file/%ff/x/y",
])("%s reads nothing", async (path) => {
  const status = await new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    httpRequest({ hostname, port, path, headers: { "user-agent": "curl/8" } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
  expect([400, 404]).toContain(status);
});

test.each([
  [
    "a ttl above the maximum",
    '{"ttl": 99999999}',
    "unable to create upload : invalid TTL. (maximum allowed is : 2592000)\n",
  ],
  [
    "a negative ttl",
    '{"ttl": -1}',
    "unable to create upload : cannot set infinite TTL (maximum allowed is : 2592000)\n",
  ],
  ["invalid JSON", '{"oneShot":', /^unable to deserialize request body : /],
  [
    "a body that is too long",
    `"${"x".repeat(70_000)}"`,
    "unable to deserialize request body : too long\n",
  ],
  ["no object", "7", "unable to deserialize request body : expected an object\n"],
])("an upload with %s is 400", async (_name, body, text) => {
  const response = await fetch(`${server.url}/upload`, { method: "POST", body });
  expect(response.status).toBe(400);
  expect(await response.text()).toMatch(text);
});

test("adding needs the token", async () => {
  const upload = await createUpload({});
  const response = await addFile({ ...upload, uploadToken: "wrong" }, form(HELLO, "a"));
  expect([response.status, await response.text()]).toEqual([
    403,
    "you are not allowed to add file to this upload\n",
  ]);
});

test("removing needs the token, unless the upload is removable", async () => {
  const kept = await store({});
  const refused = await get(kept.url, {}, "DELETE");
  expect([refused.status, await refused.text()]).toEqual([
    403,
    "you are not allowed to remove files from this upload\n",
  ]);
  const token = { "X-UploadToken": kept.upload.uploadToken };
  const removed = await get(kept.url, token, "DELETE");
  expect([removed.status, await removed.text()]).toEqual([200, "ok"]);
  expect((await get(kept.url, { "user-agent": "curl/8" })).status).toBe(404);

  const removable = await store({ removable: true });
  expect((await get(removable.url, {}, "DELETE")).status).toBe(200);
  expect((await get(removable.url, { "user-agent": "curl/8" })).status).toBe(404);
});

test("a whole upload is removed", async () => {
  const { upload, url } = await store({});
  const uploadUrl = `${server.url}/upload/${upload.id}`;
  expect((await get(uploadUrl, {}, "DELETE")).status).toBe(403);
  const token = { "X-UploadToken": upload.uploadToken };
  expect((await get(uploadUrl, token, "DELETE")).status).toBe(200);
  const gone = await get(uploadUrl);
  expect([gone.status, await gone.text()]).toEqual([404, `upload ${upload.id} not found\n`]);
  expect((await get(url, { "user-agent": "curl/8" })).status).toBe(404);
});

test("login and password protect a file", async () => {
  const { url } = await store({ login: "foo", password: "bar" });
  const refused = await get(url);
  expect([refused.status, await refused.text()]).toEqual([
    401,
    "please provide valid credentials to access this upload : missing Authorization header\n",
  ]);
  expect(refused.headers.get("www-authenticate")).toBe('Basic realm="plik"');
  const wrong = await get(url, { authorization: "Basic eDp5" });
  expect(wrong.status).toBe(401);
  const right = await get(url, { authorization: "Basic Zm9vOmJhcg==" });
  expect(await right.text()).toBe(HELLO);
});

test("a page's preflight is answered", async () => {
  const response = await fetch(`${server.url}/file/A/B/c`, {
    method: "OPTIONS",
    headers: {
      origin: "https://app.example.org",
      "access-control-request-method": "GET",
      "access-control-request-headers": "range,if-range",
    },
  });
  expect(response.status).toBe(204);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, HEAD",
    "access-control-allow-headers": "range,if-range",
  });
});

test("what there is besides files", async () => {
  expect(await (await get(`${server.url}/health`)).text()).toBe("ok\n");
  expect(await (await get(`${server.url}/config`)).json()).toMatchObject({
    maxFileSize: 1_000_000,
    maxTTL: 2_592_000,
  });
  expect(await (await get(`${server.url}/version`)).json()).toMatchObject({ isRelease: false });
  expect((await get(`${server.url}/nothing`)).status).toBe(404);
  expect((await get(`${server.url}/upload/x/y/z`, {}, "PUT")).status).toBe(404);
});

test("an expired file cannot be read, and is removed by a sweep", async () => {
  await using own = await createLocalFileServer();
  const short = await store({ ttl: 10 }, "short.bin", own);
  const long = await store({ ttl: 1000 }, "long.bin", own);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 11_000 });
  try {
    const gone = await get(short.url, { "user-agent": "curl/8" });
    expect([gone.status, await gone.text()]).toEqual([
      404,
      `upload ${short.upload.id} has expired\n`,
    ]);
    expect(await own.sweep()).toBe(1);
    expect(await readdir(join(own.directory, "uploads"))).toEqual([long.upload.id]);
    expect(await (await get(long.url)).text()).toBe(HELLO);
  } finally {
    vi.useRealTimers();
  }
});

test("ten thousand files: each is read as it was stored, and one sweep removes them all", async () => {
  await using own = await createLocalFileServer();
  const links: string[] = [];
  const storeMany = async () => {
    for (let index = links.push(""); index <= 10_000; index = links.push("")) {
      const { url } = await store({ ttl: 3600 }, `${index}.bin`, own, `file ${index}`);
      links[index - 1] = url;
    }
  };
  await Promise.all(Array.from({ length: 16 }, storeMany));
  for (const index of [1, 5_000, 10_000])
    expect(await (await get(links[index - 1] ?? "")).text()).toBe(`file ${index}`);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_601_000 });
  try {
    expect(await own.sweep()).toBe(10_000);
  } finally {
    vi.useRealTimers();
  }
  expect(await readdir(join(own.directory, "uploads"))).toEqual([]);
}, 120_000);

test("files survive a restart on the same directory", async () => {
  const first = await createLocalFileServer();
  const second = await createLocalFileServer({ directory: first.directory });
  const { path } = await store({}, "kept.bin", first);
  expect(await (await get(`${second.url}${path}`)).text()).toBe(HELLO);
  await second.close();
  expect((await readdir(first.directory)).sort()).toEqual(["partial", "uploads"]);
  await first.close();
  await expect(readdir(first.directory)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a damaged record hides its upload and nothing else", async () => {
  await using own = await createLocalFileServer();
  const { writeFile } = await import("node:fs/promises");
  const damaged = await store({}, "a.bin", own);
  const whole = await store({}, "b.bin", own);
  await writeFile(join(own.directory, "uploads", damaged.upload.id, "upload.json"), '{"id":');
  expect((await get(damaged.url, { "user-agent": "curl/8" })).status).toBe(404);
  expect(await (await get(whole.url)).text()).toBe(HELLO);
});

test("close ends what is under way and leaves no half file", async () => {
  const own = await createLocalFileServer();
  const upload = await createUpload({}, own);
  const started = Promise.withResolvers<void>();
  const body = new ReadableStream({
    start(target) {
      target.enqueue(
        new TextEncoder().encode(
          '--b\r\nContent-Disposition: form-data; name="file"; filename="x"\r\n\r\nhalf',
        ),
      );
    },
    pull: () => started.resolve(),
  });
  const adding = fetch(`${own.url}/file/${upload.id}`, {
    method: "POST",
    headers: {
      "content-type": "multipart/form-data; boundary=b",
      "X-UploadToken": upload.uploadToken,
    },
    body,
    duplex: "half",
  } as RequestInit);
  await started.promise;
  await Promise.all([expect(adding).rejects.toThrow(), own.close()]);
  await own.close();
});

test.each([
  [{ port: 70_000 }, "port"],
  [{ maxFileBytes: 0 }, "maxFileBytes"],
  [{ ttl: 0.5 }, "ttl"],
  [{ ttl: 100, maxTtl: 10 }, "maxTtl"],
  [{ sweepInterval: 0 }, "sweepInterval"],
  [{ directory: "/dev/null/x" }, "directory"],
])("bad settings %j are invalid_config", async (settings, name) => {
  const error = await rejectedError(createLocalFileServer(settings));
  expect(error.code).toBe("invalid_config");
  expect(error.message).toContain(name);
});

test("a taken port is connection_failed", async () => {
  const error = await rejectedError(createLocalFileServer({ port: server.port }));
  expect(error).toMatchObject({ code: "connection_failed", isRetryable: false });
  expect(error.message).toContain("EADDRINUSE");
});
