import { redactLink } from "@natsbridge/schema";
import { faultServer, rejectedError } from "testkit";
import { expect, test } from "vitest";
import type { Download } from "../store/file-server.ts";
import { httpDownload } from "./http-download.ts";

const BODY = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251);

async function readAll(download: Download): Promise<Uint8Array> {
  return new Uint8Array(await new Response(download.body as BodyInit).arrayBuffer());
}

test("reads a file with one plain GET", async () => {
  await using server = await faultServer([{ kind: "file", body: BODY, etag: '"1"' }]);
  const progress: unknown[] = [];
  const download = await httpDownload(`${server.url}/file/a/b/c.bin`, {
    headers: { authorization: "Bearer s3cret" },
    onProgress: (step) => progress.push(step),
  });
  expect(download).toMatchObject({ offset: 0, size: 200_000, etag: '"1"' });
  expect(await readAll(download)).toEqual(BODY);
  expect(progress.at(-1)).toEqual({ loaded: 200_000, total: 200_000 });
  const [request] = server.requests;
  expect(request).toMatchObject({ method: "GET", path: "/file/a/b/c.bin" });
  expect(request?.headers).toMatchObject({
    authorization: "Bearer s3cret",
    "accept-encoding": "identity",
    accept: "*/*",
  });
  expect(request?.headers.range).toBeUndefined();
  expect(request?.headers.cookie).toBeUndefined();
});

test("goes on from an offset where the store has Range", async () => {
  await using server = await faultServer([{ kind: "file", body: BODY, etag: '"1"' }]);
  const download = await httpDownload(server.url, { offset: 150_000, etag: '"1"' });
  expect(download).toMatchObject({ offset: 150_000, size: 200_000, etag: '"1"' });
  expect(await readAll(download)).toEqual(BODY.subarray(150_000));
  expect(server.requests[0]?.headers).toMatchObject({
    range: "bytes=150000-",
    "if-range": '"1"',
  });
});

test("a weak etag is not sent as a condition", async () => {
  await using server = await faultServer([{ kind: "file", body: BODY, etag: 'W/"1"' }]);
  const download = await httpDownload(server.url, { offset: 10, etag: 'W/"1"' });
  expect(download.offset).toBe(10);
  await download.body.cancel();
  expect(server.requests[0]?.headers["if-range"]).toBeUndefined();
});

test.each([
  ["the store has no Range", { kind: "file", body: BODY } as const],
  ["the file changed", { kind: "file", body: BODY, etag: '"2"' } as const],
])("starts at 0 when %s", async (_name, behaviour) => {
  await using server = await faultServer([behaviour]);
  const download = await httpDownload(server.url, { offset: 150_000, etag: '"1"' });
  expect(download.offset).toBe(0);
  expect(await readAll(download)).toEqual(BODY);
});

test("a part that is sent with status 200 is a part", async () => {
  await using server = await faultServer([
    { kind: "answer", body: "def", headers: { "content-range": "bytes 3-5/6" } },
  ]);
  const download = await httpDownload(server.url, { offset: 3 });
  expect(download).toMatchObject({ offset: 3, size: 6 });
  expect(new TextDecoder().decode(await readAll(download))).toBe("def");
});

test.each([
  ["an offset behind the end", { status: 416, body: "" }],
  [
    "a range other than asked for",
    { status: 206, body: "abc", headers: { "content-range": "bytes 3-5/9" } },
  ],
  [
    "a range of another version",
    { status: 206, body: "a", headers: { "content-range": "bytes 8-8/9", etag: '"2"' } },
  ],
])("asks for the whole file after %s", async (_name, answer) => {
  await using server = await faultServer([
    { kind: "answer", ...answer },
    { kind: "file", body: BODY, etag: '"2"' },
  ]);
  const download = await httpDownload(server.url, { offset: 8, etag: '"1"' });
  expect(download.offset).toBe(0);
  expect(await readAll(download)).toEqual(BODY);
  expect(server.requests.map(({ headers }) => headers.range)).toEqual(["bytes=8-", undefined]);
});

const ERRORS = [
  [404, "gone\n", "link_gone", false],
  [410, "", "link_gone", false],
  [403, "<Error><Message>Request has expired</Message></Error>", "link_gone", false],
  [403, "no", "link_refused", false],
  [401, "", "link_refused", false],
  [204, "", "link_refused", false],
  [408, "", "link_unreachable", true],
  [425, "", "link_unreachable", true],
  [429, "slow down", "link_unreachable", true],
  [500, "", "link_unreachable", true],
  [503, "", "link_unreachable", true],
] as const;

test.each(ERRORS)("status %i %j is %s", async (status, body, code, isRetryable) => {
  await using server = await faultServer([{ kind: "answer", status, body }]);
  const error = await rejectedError(httpDownload(`${server.url}/x?X-Amz-Signature=s3cret`));
  expect(error).toMatchObject({ code, isRetryable, details: { status } });
  const text = body.trim() === "" ? "" : `: ${body.trim()}`;
  expect(error.message).toBe(
    `${redactLink(`${server.url}/x?X-Amz-Signature=s3cret`)} answered ${status}${text}`,
  );
});

test.each([
  ["7", 7000],
  ["soon", undefined],
])("Retry-After: %s", async (header, expected) => {
  await using server = await faultServer([
    { kind: "answer", status: 503, headers: { "retry-after": header } },
  ]);
  expect((await rejectedError(httpDownload(server.url))).details.retry_after).toBe(expected);
});

test("a redirect is never followed", async () => {
  await using target = await faultServer([{ kind: "answer", body: "stolen" }]);
  await using server = await faultServer([
    { kind: "answer", status: 302, headers: { location: target.url } },
  ]);
  const error = await rejectedError(httpDownload(server.url));
  expect(error).toMatchObject({ code: "link_refused", details: { status: 302 } });
  expect(error.message).toContain("redirect (302), which is never followed");
  expect(target.requests).toEqual([]);
});

test.each([
  [404, "link_gone"],
  [400, "link_refused"],
  [500, "link_unreachable"],
])("a redirect that hides errcode=%i is %s", async (status, code) => {
  const location = `/#/?err=upload A not found&errcode=${status}&uri=/file/A/B/x`;
  await using server = await faultServer([{ kind: "answer", status: 301, headers: { location } }]);
  const error = await rejectedError(httpDownload(server.url));
  expect(error).toMatchObject({ code, details: { status } });
  expect(error.message).toBe(`${redactLink(server.url)} answered ${status}: upload A not found`);
});

test("a redirect that the browser hides is refused", async () => {
  const error = await rejectedError(
    httpDownload("http://files.example.org/x", {
      fetch: async () => {
        const response = Response.error();
        Object.defineProperty(response, "type", { value: "opaqueredirect" });
        return response;
      },
    }),
  );
  expect(error.code).toBe("link_refused");
});

test.each(["close", "reset"] as const)("a body that breaks by %s is an error", async (ending) => {
  await using server = await faultServer([
    { kind: "broken-body", body: BODY.subarray(0, 1000), announced: 200_000, ending },
  ]);
  const download = await httpDownload(server.url);
  const error = await rejectedError(readAll(download));
  expect(error.code).toBe("link_unreachable");
  expect(error.message).toContain("of 200000 bytes");
});

test("a body shorter than announced is an error whatever fetch says", async () => {
  const download = await httpDownload("http://files.example.org/x", {
    fetch: async () => new Response("abc", { headers: { "content-length": "4" } }),
  });
  expect((await rejectedError(readAll(download))).message).toBe(
    `${redactLink("http://files.example.org/x")}: the body ended after 3 of 4 bytes`,
  );
});

test("a compressed body has no length to compare", async () => {
  const gzip = new Blob(["hello".repeat(1000)]).stream().pipeThrough(new CompressionStream("gzip"));
  const body = new Uint8Array(await new Response(gzip).arrayBuffer());
  await using server = await faultServer([
    { kind: "answer", body, headers: { "content-encoding": "gzip" } },
  ]);
  const download = await httpDownload(server.url);
  expect(download.size).toBeUndefined();
  expect((await readAll(download)).length).toBe(5000);
});

test("no headers within headers_timeout", async () => {
  await using server = await faultServer([{ kind: "stall" }]);
  const error = await rejectedError(httpDownload(server.url, { headers_timeout: 50 }));
  expect(error).toMatchObject({ code: "link_unreachable", isRetryable: true });
  expect(error.message).toBe(`${redactLink(server.url)}: no response headers within 50 ms`);
  await server.quiet();
});

test("nobody listens", async () => {
  const server = await faultServer([]);
  await server.close();
  const error = await rejectedError(httpDownload(server.url));
  expect(error.code).toBe("link_unreachable");
  expect(error.message).toMatch(/could not be read: .*ECONNREFUSED/);
});

test.each(["before the headers", "in the body"])("abort %s ends the request", async (when) => {
  await using server = await faultServer([
    when === "in the body"
      ? { kind: "broken-body", body: BODY, announced: 300_000, ending: "stall" }
      : { kind: "stall" },
  ]);
  const controller = new AbortController();
  const reading = httpDownload(server.url, { signal: controller.signal }).then(readAll);
  await server.arrived(1);
  controller.abort(new Error("enough"));
  const error = await rejectedError(reading);
  expect(error.code).toBe("aborted");
  expect(error.cause).toEqual(new Error("enough"));
  await server.quiet();
});

test("cancelling the body ends the request", async () => {
  await using server = await faultServer([{ kind: "endless" }]);
  const download = await httpDownload(server.url);
  await download.body.cancel();
  await server.quiet();
});

test.each(["ftp://h/x", "not a url", "http://user:pw@h/x", "file:///etc/passwd"])(
  "%s is no link",
  async (url) => {
    const error = await rejectedError(httpDownload(url));
    expect(error.code).toBe("link_refused");
    expect(error.message).not.toContain("pw");
  },
);

test.each([400, 401, 403])(
  "status %i of a signed link whose time is over is link_gone",
  async (status) => {
    await using server = await faultServer([{ kind: "answer", status, body: "clock skew" }]);
    const signed = (date: string) =>
      `${server.url}/x?X-Amz-Date=${date}&X-Amz-Expires=60&X-Amz-Signature=s3cret`;
    const error = await rejectedError(httpDownload(signed("20200101T000000Z")));
    expect(error.code).toBe("link_gone");
    expect(error.message).toBe(
      `${redactLink(signed("20200101T000000Z"))} answered ${status}: clock skew; the link has expired`,
    );
    const fresh = await rejectedError(httpDownload(signed("29990101T000000Z")));
    expect(fresh.code).toBe("link_refused");
  },
);
