import { createHash } from "node:crypto";
import {
  chosenStores,
  type FaultBehaviour,
  faultServer,
  type RecordedRequest,
  rejectedError,
  startRcloneS3,
  startVersityGateway,
} from "testkit";
import { expect, test } from "vitest";
import { createS3FileServer } from "./s3-file-server.ts";
import type { S3FileServerSettings } from "./s3-settings.ts";

const HELLO = new TextEncoder().encode("hello claim check\n");
const PART = 5 * 1024 * 1024;
const BIG = Uint8Array.from({ length: 2 * PART + 17 }, (_, index) => (index >>> 12) * 31);
const create = (endpoint: string, settings: Partial<S3FileServerSettings> = {}) =>
  createS3FileServer({
    ...{ endpoint, bucket: "payloads", access_key_id: "key", secret_access_key: "secret" },
    ...{ part_size: PART, base_delay: 1, max_retries: 2 },
    ...settings,
  });
const digest = (kind: string, bytes: Uint8Array | string) =>
  createHash(kind).update(bytes).digest("base64");
const SUM = "x-amz-checksum-sha256";
const PARTS = [BIG.subarray(0, PART), BIG.subarray(PART, 2 * PART), BIG.subarray(2 * PART)];

const isPart = ({ path }: RecordedRequest) => path.includes("partNumber");
const isCreation = ({ path }: RecordedRequest) => path.endsWith("?uploads=");
const isCompletion = ({ method, path }: RecordedRequest) =>
  method === "POST" && path.includes("uploadId");

/** A service that takes everything, but for what `refusal` answers. */
const service = (refusal: (request: RecordedRequest) => FaultBehaviour | undefined) =>
  faultServer((request): FaultBehaviour => {
    const answer = refusal(request);
    if (answer !== undefined) return answer;
    if (isCreation(request)) return { kind: "answer", body: "<R><UploadId>u</UploadId></R>" };
    if (isCompletion(request)) return { kind: "answer", body: "<CompleteMultipartUploadResult/>" };
    if (request.method === "DELETE") return { kind: "answer", status: 404 };
    return { kind: "answer", headers: { etag: '"e"' } };
  });

const demand = (text: string): FaultBehaviour => ({
  kind: "answer",
  status: 400,
  body: `<Error><Code>InvalidRequest</Code><Message>${text}</Message></Error>`,
});
const AWS =
  "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters";
const OLD = "Missing required header for this request: Content-Md5";

test.each([
  [AWS, SUM, "sha256"],
  [OLD, "content-md5", "md5"],
])("a service that answers %j gets %s, and from then on at once", async (text, header, kind) => {
  await using server = await service(({ method, headers }) =>
    method === "PUT" && headers[header] === undefined ? demand(text) : undefined,
  );
  const store = create(server.url);
  await store.upload("a", HELLO);
  await store.upload("b", HELLO);
  const sent = server.requests.map(({ headers }) => headers[header]);
  expect(sent).toEqual([undefined, digest(kind, HELLO), digest(kind, HELLO)]);
  const [, put] = server.requests;
  expect(put?.body).toEqual(HELLO);
  expect(put?.headers.authorization).toContain(`${header};`);
});

test.each([
  ["bytes", () => BIG],
  ["a stream", () => new Blob([BIG]).stream()],
])("parts of %s: the first one finds out, and nothing of it is lost", async (_name, body) => {
  await using server = await service((request) =>
    isPart(request) && request.headers[SUM] === undefined ? demand(AWS) : undefined,
  );
  const store = create(server.url);
  await store.upload("a", body());
  const requests = [...server.requests];
  // Parts are under way side by side.
  const [refused, ...taken] = requests.filter(isPart);
  taken.sort((left, right) => left.path.localeCompare(right.path));
  // One part was refused, and its upload given up.
  expect(refused?.headers[SUM]).toBeUndefined();
  expect(taken.map(({ headers }) => headers[SUM])).toEqual(
    PARTS.map((part) => digest("sha256", part)),
  );
  expect(
    requests.filter(isCreation).map(({ headers }) => headers["x-amz-checksum-algorithm"]),
  ).toEqual([undefined, "SHA256"]);
  const sent = Buffer.concat(taken.map((part) => part.body));
  expect(Buffer.compare(sent, BIG)).toBe(0);
  const list = PARTS.map(
    (part, index) =>
      `<Part><PartNumber>${index + 1}</PartNumber><ETag>"e"</ETag><ChecksumSHA256>${digest("sha256", part)}</ChecksumSHA256></Part>`,
  );
  const [completion] = requests.filter(isCompletion);
  expect(new TextDecoder().decode(completion?.body)).toBe(
    `<CompleteMultipartUpload>${list.join("")}</CompleteMultipartUpload>`,
  );
});

test("a refusal for another reason is no demand", async () => {
  await using server = await service(({ method }) =>
    method === "PUT" ? demand("The request is not valid") : undefined,
  );
  const error = await rejectedError(create(server.url).upload("a", HELLO));
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: false });
  expect(server.requests.length).toBe(1);
});

const composite = `${digest("sha256", Buffer.concat(PARTS.map((part) => createHash("sha256").update(part).digest())))}-3`;

test.each([
  ["one request", HELLO, digest("sha256", HELLO)],
  ["parts", BIG, composite],
])("an object of %s whose answer is lost: size and checksum decide", async (_name, body, whole) => {
  const lost = (size: number, checksum: string | undefined) =>
    service((request) => {
      if (request.method === "HEAD") {
        const sum = checksum === undefined ? {} : { [SUM]: checksum };
        return { kind: "answer", headers: { "content-length": size, ...sum } };
      }
      const isLast = body === HELLO ? request.method === "PUT" : isCompletion(request);
      return isLast ? { kind: "reset" } : undefined;
    });
  for (const [size, checksum, isThere] of [
    [body.length, whole, true],
    [body.length, undefined, true],
    // Of the whole, where ours is of the parts: nothing to compare.
    ...(body === BIG ? [[body.length, digest("sha256", BIG), true] as const] : []),
    [body.length, `${digest("sha256", "other")}${body === BIG ? "-3" : ""}`, false],
    [5, whole, false],
  ] as const) {
    await using server = await lost(size, checksum);
    const upload = create(server.url, { checksum: "sha256" }).upload("a", body);
    if (isThere) expect((await upload).status).toBe(200);
    else expect((await rejectedError(upload)).code).toBe("upload_failed");
    const [head] = server.requests.filter(({ method }) => method === "HEAD");
    expect(head?.headers["x-amz-checksum-mode"]).toBe("ENABLED");
    const removals = server.requests.filter(
      ({ method, path }) => method === "DELETE" && !path.includes("?"),
    );
    expect(removals.length).toBe(isThere ? 0 : 1);
  }
});

test("a PUT whose repeat finds what the first one made is done", async () => {
  let puts = 0;
  await using server = await service(({ method }) => {
    if (method === "HEAD") return { kind: "answer", headers: { "content-length": HELLO.length } };
    if (method !== "PUT") return undefined;
    puts += 1;
    return puts < 3 ? { kind: "reset" } : { kind: "answer", status: 412 };
  });
  const store = create(server.url, { upload_headers: { "If-None-Match": "*" } });
  expect((await store.upload("a", HELLO)).status).toBe(200);
});

test("upload_headers are signed, go where an object begins, and never with a download", async () => {
  await using server = await service(() => undefined);
  const upload_headers = {
    "x-amz-server-side-encryption": "aws:kms",
    "x-amz-object-lock-mode": "GOVERNANCE",
    "Content-Type": "application/x-arrow",
  };
  const store = create(server.url, { upload_headers });
  const stored = await store.upload("a", HELLO);
  await store.upload("b", BIG);
  await (await store.download(stored.url)).body.cancel();
  await store.remove?.(stored);
  const carries = server.requests.filter(
    ({ headers }) => headers["x-amz-server-side-encryption"] !== undefined,
  );
  expect(carries.map(({ method, path }) => `${method} ${path.replace(/.*-/, "")}`)).toEqual([
    "PUT a",
    "POST b?uploads=",
  ]);
  for (const { headers } of carries) {
    expect(headers).toMatchObject({
      "x-amz-object-lock-mode": "GOVERNANCE",
      "content-type": "application/x-arrow",
      authorization: expect.stringMatching(
        /SignedHeaders=content-type;host;.*x-amz-object-lock-mode;x-amz-server-side-encryption,/,
      ),
    });
  }
  expect(new URL(stored.url).searchParams.get("X-Amz-SignedHeaders")).toBe("host");
});

test.each([
  [
    "x-amz-server-side-encryption-customer-key",
    "no keys of the customer (SSE-C), since a link could not be read without the key; use those of the service (x-amz-server-side-encryption: AES256 or aws:kms)",
  ],
  ["X-Amz-Date", "none that the store says itself"],
  ["content-encoding", "no coding, since files are sent as they are"],
  ["x-amz-storage-class", "no storage class that must be restored before a link can be read"],
])("upload_headers with %s are invalid_config, and say no value", (name, expected) => {
  expect(() => create("http://h", { upload_headers: { [name]: "GLACIER" } })).toThrow(
    expect.objectContaining({
      code: "invalid_config",
      message: `upload_headers: expected ${expected}, got "${name}"`,
    }),
  );
});

// Building the second takes two minutes and Go, so it runs where all stores are asked for.
const SERVERS = chosenStores(
  [["rclone's S3 service", startRcloneS3]],
  [["Versity's S3 gateway", startVersityGateway]],
);

test.each(SERVERS)("%s takes both checksums, of one request and of parts", async (_name, start) => {
  const server = await start();
  const { url, bucket, access_key_id, secret_access_key } = server;
  try {
    for (const checksum of ["sha256", "md5"] as const) {
      const store = create(url, { bucket, access_key_id, secret_access_key, checksum });
      for (const body of [HELLO, BIG]) {
        const stored = await store.upload("a", body);
        const read = await new Response(
          (await store.download(stored.url)).body as BodyInit,
        ).arrayBuffer();
        expect(Buffer.compare(new Uint8Array(read), body)).toBe(0);
      }
    }
  } finally {
    await server.close();
  }
});
