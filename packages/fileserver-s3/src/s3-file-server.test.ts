import { downloadBytes, type FileServer } from "@natsbridge/fileserver";
import { type FaultBehaviour, faultServer, rejectedError, startRcloneS3 } from "testkit";
import { afterAll, expect, test, vi } from "vitest";
import { createS3FileServer } from "./s3-file-server.ts";
import type { S3FileServerSettings } from "./s3-settings.ts";

const service = await startRcloneS3();
afterAll(() => service.close());

const SETTINGS = {
  endpoint: service.url,
  bucket: service.bucket,
  access_key_id: service.access_key_id,
  secret_access_key: service.secret_access_key,
  base_delay: 1,
};
const create = (settings: Partial<S3FileServerSettings> = {}) =>
  createS3FileServer({ ...SETTINGS, ...settings });
const PART = 5 * 1024 * 1024;
const BIG = Uint8Array.from({ length: 3 * PART + 17 }, (_, index) => (index * 31) >>> 8);
const HELLO = new TextEncoder().encode("hello claim check\n");

function inChunks(bytes: Uint8Array, size = 700_001): ReadableStream<Uint8Array> {
  let position = 0;
  return new ReadableStream({
    pull(target) {
      if (position >= bytes.length) return target.close();
      target.enqueue(bytes.subarray(position, position + size));
      position += size;
    },
  });
}

const read = (store: FileServer, url: string) =>
  downloadBytes((from, signal) => store.download(url, { ...from, signal }));

test("a small payload is one signed PUT, and its link is presigned", async () => {
  await using server = await faultServer([{ kind: "answer" }]);
  const store = create({
    endpoint: server.url,
    public_endpoint: "https://files.example.org",
    prefix: "natsbridge/",
    expires: 3600,
  });
  const stored = await store.upload("report v2 (é).bin", HELLO);
  expect(server.requests.length).toBe(1);
  const [put] = server.requests;
  expect(put?.method).toBe("PUT");
  expect(put?.path).toMatch(/^\/payloads\/natsbridge\/[0-9a-f-]{36}-report_v2_\.bin$/);
  expect(put?.headers).toMatchObject({
    "content-length": "18",
    "x-amz-content-sha256": "UNSIGNED-PAYLOAD",
    authorization: expect.stringMatching(
      /^AWS4-HMAC-SHA256 Credential=TESTACCESSKEY\/\d{8}\/us-east-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/,
    ),
  });
  expect(put?.body).toEqual(HELLO);
  const link = new URL(stored.url);
  expect(`${link.origin}${link.pathname}`).toBe(`https://files.example.org${put?.path}`);
  expect(link.searchParams.get("X-Amz-Expires")).toBe("3600");
  expect(JSON.stringify(stored)).not.toContain("testsecretkey");
  expect(store.origins).toEqual(["https://files.example.org"]);
});

test.each([
  ["bytes", () => BIG],
  ["a stream of known length", () => inChunks(BIG)],
  ["a stream of unknown length", () => inChunks(BIG)],
])("%s over the part size go in parts", async (name, body) => {
  const store = create({ part_size: PART });
  const progress: number[] = [];
  const stored = await store.upload("big.bin", body(), {
    ...(name.includes("known length") && !name.includes("unknown") ? { size: BIG.length } : {}),
    onProgress: ({ loaded }) => progress.push(loaded),
  });
  expect(Buffer.compare(await read(store, stored.url), BIG)).toBe(0);
  expect(progress.at(-1)).toBe(BIG.length);
  expect(progress).toEqual([...progress].sort((left, right) => left - right));
});

const CREATED = {
  kind: "answer",
  body: "<InitiateMultipartUploadResult><UploadId>u&amp;1</UploadId></InitiateMultipartUploadResult>",
} as const;
const PART_ANSWER = { kind: "answer", headers: { etag: '"e"' } } as const;

test("parts whose ETag a page may not see are given up, with what the bucket lacks", async () => {
  await using server = await faultServer(({ path }) =>
    path.endsWith("?uploads=") ? CREATED : { kind: "answer" },
  );
  const error = await rejectedError(create({ endpoint: server.url }).upload("a", BIG));
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: false });
  expect(error.message).toMatch(/no ETag.*CORS rule.*ExposeHeaders/);
  expect(server.requests.at(-1)).toMatchObject({ method: "DELETE" });
});

test("parts that arrive after their upload was given up are removed as well", async () => {
  const stop = new AbortController();
  let removals = 0;
  await using server = await faultServer(({ path, method }): FaultBehaviour => {
    if (path.endsWith("?uploads=")) return CREATED;
    if (method === "PUT") {
      stop.abort();
      return { kind: "stall" };
    }
    removals += 1;
    return { kind: "answer", status: removals < 3 ? 204 : 404 };
  });
  const upload = create({ endpoint: server.url }).upload("a", BIG, { signal: stop.signal });
  expect((await rejectedError(upload)).code).toBe("aborted");
  expect(removals).toBe(3);
});

test.each([
  ["one request", HELLO, "/payloads/"],
  ["parts", BIG, "uploadId="],
])("an object of %s that the service made after all is removed", async (_name, body, last) => {
  const stop = new AbortController();
  await using server = await faultServer(({ path, method }): FaultBehaviour => {
    if (path.endsWith("?uploads=")) return CREATED;
    if (method === "DELETE") return { kind: "answer", status: path.includes("?") ? 404 : 204 };
    if (path.includes("partNumber") || !path.includes(last)) return PART_ANSWER;
    stop.abort();
    return { kind: "stall" };
  });
  const upload = create({ endpoint: server.url }).upload("a", body, { signal: stop.signal });
  expect((await rejectedError(upload)).code).toBe("aborted");
  const removed = server.requests.filter(({ method }) => method === "DELETE");
  expect(removed[0]?.path).toMatch(/^\/payloads\/[0-9a-f-]{36}-a$/);
});

test("a part that fails with 503 is sent again by itself", async () => {
  const failures = new Map<string, number>();
  await using server = await faultServer((request): FaultBehaviour => {
    const query = new URLSearchParams(request.path.split("?")[1]);
    if (query.has("uploads")) return CREATED;
    const part = query.get("partNumber");
    if (part === null) return { kind: "answer", body: "<CompleteMultipartUploadResult/>" };
    const count = failures.get(part) ?? 0;
    failures.set(part, count + 1);
    return part === "2" && count < 2 ? { kind: "answer", status: 503 } : PART_ANSWER;
  });
  await create({ endpoint: server.url, part_size: PART }).upload("big", BIG);
  expect(Object.fromEntries(failures)).toEqual({ 1: 1, 2: 3, 3: 1, 4: 1 });
  const complete = server.requests.at(-1);
  expect(complete?.method).toBe("POST");
  expect(complete?.path).toMatch(/\?uploadId=u%261$/);
  expect(new TextDecoder().decode(complete?.body)).toBe(
    `<CompleteMultipartUpload>${[1, 2, 3, 4].map((number) => `<Part><PartNumber>${number}</PartNumber><ETag>"e"</ETag></Part>`).join("")}</CompleteMultipartUpload>`,
  );
});

test.each([
  ["keeps failing", { kind: "answer", status: 500 }, true],
  [
    "is refused",
    { kind: "answer", status: 403, body: "<Error><Code>AccessDenied</Code></Error>" },
    false,
  ],
] as const)(
  "a part that %s fails the upload, and its parts are removed",
  async (_name, answer, isRetryable) => {
    await using server = await faultServer((request): FaultBehaviour => {
      const query = new URLSearchParams(request.path.split("?")[1]);
      if (query.has("uploads")) return CREATED;
      if (query.get("partNumber") === "2") return answer;
      return PART_ANSWER;
    });
    const store = create({ endpoint: server.url, part_size: PART, max_retries: 2 });
    const error = await rejectedError(store.upload("big", inChunks(BIG)));
    expect(error.isRetryable).toBe(isRetryable);
    const last = server.requests.at(-1);
    expect(last?.method).toBe("DELETE");
    expect(last?.path).toMatch(/\?uploadId=u%261$/);
  },
);

test("a completion that answers 200 with an error is an error", async () => {
  await using server = await faultServer((request): FaultBehaviour => {
    const query = new URLSearchParams(request.path.split("?")[1]);
    if (query.has("uploads")) return CREATED;
    if (query.has("partNumber")) return PART_ANSWER;
    if (request.method === "DELETE") return { kind: "answer", status: 204 };
    return {
      kind: "answer",
      body: "<Error><Code>InvalidPart</Code><Message>no such part</Message></Error>",
    };
  });
  const error = await rejectedError(
    create({ endpoint: server.url, part_size: PART }).upload("big", BIG),
  );
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: false });
  expect(error.message).toContain("InvalidPart: no such part");
});

test("a stream that fails in a later part leaves nothing on the service", async () => {
  const store = create({ part_size: PART, prefix: "failed/" });
  const failure = new Error("the source broke");
  let sent = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(target) {
      sent += 1;
      if (sent > 14) target.error(failure);
      else target.enqueue(new Uint8Array(1024 * 1024));
    },
  });
  const error = await rejectedError(store.upload("broken", body));
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: false, cause: failure });
  expect(await store.sweep({ older_than: -60 })).toEqual({ removed: [], left: 0 });
});

test("wrong keys are permission_denied, with the service's own words", async () => {
  const error = await rejectedError(create({ secret_access_key: "wrong" }).upload("a", HELLO));
  expect(error).toMatchObject({ code: "permission_denied", isRetryable: false });
  expect(error.message).toContain("SignatureDoesNotMatch");
  expect(error.message).toContain("Check the credentials of the store");
  expect(error.message).not.toContain("wrong");
});

test("a bucket that is not there is upload_failed", async () => {
  const error = await rejectedError(create({ bucket: "nothere" }).upload("a", HELLO));
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: false });
  expect(error.message).toContain("NoSuchBucket");
});

test("a clock that is off by an hour is an error that names it", async () => {
  await using server = await faultServer([
    {
      kind: "answer",
      status: 403,
      body: "<Error><Code>RequestTimeTooSkewed</Code><Message>too skewed</Message></Error>",
    },
  ]);
  const error = await rejectedError(create({ endpoint: server.url }).upload("a", HELLO));
  expect(error.code).toBe("permission_denied");
  expect(error.message).toContain("The clock of this machine and that of the service differ");
});

test("an expired link is link_gone, and says so", async () => {
  const store = create();
  const url = await expiredLink();
  const error = await rejectedError(store.download(url));
  expect(error.code).toBe("link_gone");
  expect(error.message).toContain("the link has expired");
});

/** The service takes no uploads from the past, so this link is signed without one. */
async function expiredLink(): Promise<string> {
  await using server = await faultServer([{ kind: "answer" }]);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 3600_000 });
  try {
    const stored = await create({ endpoint: server.url, public_endpoint: service.url }).upload(
      "a",
      HELLO,
      { ttl: 60 },
    );
    return stored.url;
  } finally {
    vi.useRealTimers();
  }
}

test("a tampered link is link_refused", async () => {
  const store = create();
  const { url } = await store.upload("a", HELLO);
  const error = await rejectedError(
    store.download(url.replace(/X-Amz-Signature=..../, "X-Amz-Signature=0000")),
  );
  expect(error.code).toBe("link_refused");
});

test("a sweep removes what is old, but for what is kept", async () => {
  const store = create({ prefix: "swept/" });
  const old = await store.upload("old", HELLO);
  const kept = await store.upload("kept", HELLO);
  expect(await store.sweep({ older_than: 3600 })).toEqual({ removed: [], left: 2 });
  const report = await store.sweep({ older_than: -60, keep: (fileid) => fileid === kept.fileid });
  expect(report).toEqual({ removed: [old.fileid], left: 1 });
  expect((await rejectedError(store.download(old.url))).code).toBe("link_gone");
  expect(Buffer.compare(await read(store, kept.url), HELLO)).toBe(0);
});

test("a sweep goes through all pages and removes old unfinished uploads", async () => {
  const page = (key: string, token: string) =>
    `<ListBucketResult><Contents><Key>p/${key}</Key><LastModified>2020-01-01T00:00:00.000Z</LastModified></Contents>${token}</ListBucketResult>`;
  await using server = await faultServer((request): FaultBehaviour => {
    const query = new URLSearchParams(request.path.split("?")[1]);
    if (request.method === "DELETE") return { kind: "answer", status: 204 };
    if (query.has("uploads"))
      return {
        kind: "answer",
        body: "<R><Upload><Key>p/c</Key><UploadId>u</UploadId><Initiated>2020-01-01T00:00:00.000Z</Initiated></Upload></R>",
      };
    return {
      kind: "answer",
      body:
        query.get("continuation-token") === "t"
          ? page("b", "")
          : page("a", "<NextContinuationToken>t</NextContinuationToken>"),
    };
  });
  const report = await create({ endpoint: server.url, prefix: "p/" }).sweep({ older_than: 60 });
  expect(report).toEqual({ removed: ["p/a", "p/b"], left: 0 });
  const deleted = server.requests.filter(({ method }) => method === "DELETE");
  expect(deleted.map(({ path }) => path)).toEqual([
    "/payloads/p/a",
    "/payloads/p/b",
    "/payloads/p/c?uploadId=u",
  ]);
});

test.each(["http://other.example.org/payloads/x", "/other/x", "/payloads/../x", "/payloads/"])(
  "%s is not removed",
  async (link) => {
    const url = link.startsWith("/") ? `${service.url}${link}` : link;
    const error = await rejectedError(create().remove?.({ url }) ?? Promise.resolve());
    expect(error.code).toBe("unsupported");
  },
);

test.each([604_801, 0, 1.5])("a ttl of %d seconds is invalid_config", async (ttl) => {
  const error = await rejectedError(create().upload("a", HELLO, { ttl }));
  expect(error.code).toBe("invalid_config");
  expect(error.message).toContain("ttl: expected a whole number of seconds, from 1 to 604800, got");
});

test.each([
  [{ endpoint: "s3.example.org" }, "endpoint"],
  [{ bucket: "" }, "bucket"],
  [{ bucket: "a/b" }, "bucket"],
  [{ access_key_id: "" }, "access_key_id"],
  [{ secret_access_key: "" }, "secret_access_key"],
  [{ expires: 604_801 }, "expires"],
  [{ part_size: 1000 }, "part_size"],
  [{ prefix: "a b" }, "prefix"],
  [{ public_endpoint: "ftp://x" }, "public_endpoint"],
  [
    { headers: { Authorization: "Bearer x" } },
    'headers: expected none that the signature says, got "Authorization"',
  ],
  [
    { headers: { "x-amz-acl": "private" } },
    'headers: expected none that the signature says, got "x-amz-acl"',
  ],
])("bad settings %j are invalid_config", (settings, name) => {
  expect(() => create(settings)).toThrow(
    expect.objectContaining({ code: "invalid_config", message: expect.stringContaining(name) }),
  );
});

test("a bucket in the host name", async () => {
  const { url } = await faultless().upload("a", HELLO);
  expect(url).toMatch(/^https:\/\/payloads\.s3\.example\.org\/[0-9a-f-]{36}-a\?/);
});

function faultless(): FileServer {
  return create({
    endpoint: "https://s3.example.org",
    path_style: false,
    fetch: async () => new Response(null, { status: 200 }),
  });
}

test("headers go with every request, and with downloads of the own origins only", async () => {
  await using server = await faultServer([{ kind: "answer" }]);
  await using other = await faultServer([{ kind: "answer", body: "x" }]);
  const store = create({ endpoint: server.url, headers: { "x-gate": "s3cret" } });
  const stored = await store.upload("a", HELLO);
  await (await store.download(stored.url)).body.cancel();
  await store.remove?.(stored);
  expect(server.requests.map(({ method, headers }) => [method, headers["x-gate"]])).toEqual([
    ["PUT", "s3cret"],
    ["GET", "s3cret"],
    ["DELETE", "s3cret"],
  ]);
  expect(server.requests[0]?.headers.authorization).toContain("SignedHeaders=host;x-amz-");
  expect(JSON.stringify(stored)).not.toContain("s3cret");
  await (await store.download(`${other.url}/x`)).body.cancel();
  expect(other.requests[0]?.headers["x-gate"]).toBeUndefined();
});

const RESULT = "<CompleteMultipartUploadResult/>";

/** A service whose completions answer one after the other, and its HEAD at the end. */
const completing = (completions: readonly FaultBehaviour[], head: FaultBehaviour) => {
  let asked = 0;
  return faultServer((request): FaultBehaviour => {
    const query = new URLSearchParams(request.path.split("?")[1]);
    if (query.has("uploads")) return CREATED;
    if (query.has("partNumber")) return PART_ANSWER;
    if (request.method === "HEAD") return head;
    if (request.method === "DELETE") return { kind: "answer", status: 404 };
    asked += 1;
    return completions[Math.min(asked, completions.length) - 1] ?? { kind: "reset" };
  });
};
const there: FaultBehaviour = { kind: "answer", headers: { "content-length": BIG.length } };
const methods = ({ requests }: { readonly requests: readonly { readonly method: string }[] }) =>
  requests.map(({ method }) => method).filter((method) => method === "HEAD" || method === "DELETE");

test.each([
  ["200 without a result", [{ kind: "answer", body: "" }]],
  [
    "a lost answer, and a repeat that finds no upload",
    [
      { kind: "reset" },
      { kind: "answer", status: 404, body: "<Error><Code>NoSuchUpload</Code></Error>" },
    ],
  ],
  ["500 after it was done", [{ kind: "answer", status: 500 }]],
] as const)("a completion that got %s: the object itself decides", async (_name, completions) => {
  const settings = { part_size: PART, max_retries: 2, base_delay: 1 };
  await using good = await completing(completions, there);
  const stored = await create({ ...settings, endpoint: good.url }).upload("big", BIG);
  expect(stored.status).toBe(200);
  expect(methods(good)).toEqual(["HEAD"]);
  await using none = await completing(completions, { kind: "answer", status: 404 });
  const failed = create({ ...settings, endpoint: none.url }).upload("big", BIG);
  expect((await rejectedError(failed)).code).toBe("upload_failed");
  const half: FaultBehaviour = { kind: "answer", headers: { "content-length": 5 } };
  await using short = await completing(completions, half);
  const shortened = create({ ...settings, endpoint: short.url }).upload("big", BIG);
  expect((await rejectedError(shortened)).code).toBe("upload_failed");
  await using silent = await completing(completions, { kind: "answer", status: 403 });
  const error = await rejectedError(
    create({ ...settings, endpoint: silent.url }).upload("big", BIG),
  );
  expect(error.code).toBe("upload_failed");
  expect(error.message).toMatch(/whether the object stands is unknown, .*, so it stays$/);
  // The parts are given up; the object is not.
  const removed = silent.requests.filter(({ method }) => method === "DELETE");
  expect(removed.every(({ path }) => path.includes("uploadId"))).toBe(true);
});

test("a completion with a result asks nothing more", async () => {
  await using server = await completing([{ kind: "answer", body: RESULT }], there);
  await create({ endpoint: server.url, part_size: PART }).upload("big", BIG);
  expect(methods(server)).toEqual([]);
});
