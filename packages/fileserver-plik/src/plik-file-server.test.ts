import { readFileSync } from "node:fs";
import { redactLink } from "@natsbridge/schema";
import {
  faultServer,
  findExchange,
  type RecordedExchange,
  rejectedError,
  replayAnswer,
} from "testkit";
import { expect, test } from "vitest";
import { createPlikFileServer } from "./plik-file-server.ts";
import { plikOneshotUpload, plikUpload } from "./plik-upload.ts";

const { exchanges } = JSON.parse(
  readFileSync(new URL("../fixtures/transcripts.json", import.meta.url), "utf8"),
) as { readonly exchanges: readonly RecordedExchange[] };
const recorded = (name: string) => findExchange(exchanges, name);
const replay = (...names: readonly string[]) =>
  faultServer(names.map((name) => replayAnswer(recorded(name))));

const HELLO = new TextEncoder().encode("hello claim check\n");

function multipart(fileName: string, contentType: string, bytes: Uint8Array): string {
  const boundary = /^multipart\/form-data; boundary=(----natsbridge[0-9a-f-]{36})$/.exec(
    contentType,
  );
  return (
    `--${boundary?.[1]}\r\nContent-Disposition: form-data; name="file"; filename="${fileName}"\r\n` +
    `Content-Type: application/octet-stream\r\n\r\n${new TextDecoder().decode(bytes)}\r\n--${boundary?.[1]}--\r\n`
  );
}

test("stores a file to be read many times", async () => {
  await using server = await replay("create upload, not removable", "add file (not removable)");
  const stored = await plikUpload(server.url, "a.bin", HELLO);
  expect(stored).toEqual({
    status: 200,
    uploadid: "5e6w5Hu4ATx4g7IU",
    fileid: "TqasWmG2cAZdO9Pz",
    url: `${server.url}/file/5e6w5Hu4ATx4g7IU/TqasWmG2cAZdO9Pz/a.bin`,
    expires_at: "2026-11-24T06:37:22.594843551Z",
  });
  const [create, add] = server.requests;
  expect(create).toMatchObject({ method: "POST", path: "/upload" });
  expect(create?.headers["content-type"]).toBe("application/json");
  expect(new TextDecoder().decode(create?.body)).toBe("{}");
  expect(add).toMatchObject({ method: "POST", path: "/file/5e6w5Hu4ATx4g7IU" });
  expect(add?.headers["x-uploadtoken"]).toBe("YRZ90PVVhp4vLiUtoSgPV0N0AKD3WMoP");
  expect(add?.headers["content-length"]).toBe(String(add?.body.length));
  expect(add?.headers["transfer-encoding"]).toBeUndefined();
  expect(new TextDecoder().decode(add?.body)).toBe(
    multipart("a.bin", add?.headers["content-type"] ?? "", HELLO),
  );
  expect(server.requests.length).toBe(2);
});

test("stores a file to be read once", async () => {
  await using server = await replay("create one-shot upload", "add file to one-shot upload");
  const stored = await plikOneshotUpload(server.url, "table.arrow", HELLO);
  expect(stored.url).toBe(`${server.url}/file/JYNkMdKeJXcbhfEl/bCgD5H0Gxx6xutF4/table.arrow`);
  expect(JSON.parse(new TextDecoder().decode(server.requests[0]?.body))).toEqual(
    JSON.parse(recorded("create one-shot upload").request.body ?? ""),
  );
});

test("ttl and removable are asked for, the returned file name goes into the link", async () => {
  await using server = await replay("create upload with ttl and removable", "add file", "GET file");
  const plik = createPlikFileServer({ url: `${server.url}/` });
  const stored = await plik.upload("report v2 (é).bin", HELLO, { ttl: 3600, removable: true });
  expect(JSON.parse(new TextDecoder().decode(server.requests[0]?.body))).toEqual(
    JSON.parse(recorded("create upload with ttl and removable").request.body ?? ""),
  );
  expect(stored.url).toBe(`${server.url}${recorded("GET file").request.path}`);
  const download = await plik.download(stored.url);
  expect(await new Response(download.body as BodyInit).text()).toBe("hello claim check\n");
  expect(server.requests[2]?.path).toBe(recorded("GET file").request.path);
  expect(JSON.stringify(stored)).not.toContain("RMyIetm3YpTvF0tH26eFEgUYoueF1l9b");
});

const REFUSALS: readonly (readonly [string, string, string])[] = [
  [
    "ttl above the server maximum",
    "POST {url}/upload answered 400: unable to create upload : invalid TTL. (maximum allowed is : 2592000). Ask for a shorter ttl or raise the server's MaxTTLStr",
    "POST /upload",
  ],
  [
    "create upload with invalid JSON",
    "POST {url}/upload answered 400: unable to deserialize request body : unexpected end of JSON input",
    "POST /upload",
  ],
  [
    "add file without the upload token",
    "POST {link} answered 403: you are not allowed to add file to this upload. Check the token, login and password",
    "DELETE /upload/ihosQEBKdFcyHdQp",
  ],
  [
    "add file with a wrong part name",
    "POST {link} answered 400: missing file from multipart form",
    "DELETE /upload/ihosQEBKdFcyHdQp",
  ],
  [
    "add too large file",
    "POST {link} answered 400: file too big (limit is set to 1.0 MB). Raise the server's MaxFileSizeStr or send less",
    "DELETE /upload/ihosQEBKdFcyHdQp",
  ],
];

test.each(REFUSALS)("%s is upload_failed", async (name, message, last) => {
  const refusal = recorded(name);
  await using server =
    refusal.request.path === "/upload"
      ? await replay(name)
      : await replay(
          "create upload for failures",
          name,
          "DELETE whole upload with the upload token",
        );
  const plik = createPlikFileServer({ url: server.url });
  const error = await rejectedError(plik.upload("a.bin", HELLO));
  expect(error).toMatchObject({
    code: "upload_failed",
    isRetryable: false,
    details: { status: refusal.response.status },
    message: message
      .replace("{url}", server.url)
      .replace("{link}", redactLink(`${server.url}/file/ihosQEBKdFcyHdQp`)),
  });
  const request = server.requests.at(-1);
  expect(`${request?.method} ${request?.path}`).toBe(last);
  if (request?.method === "DELETE")
    expect(request.headers["x-uploadtoken"]).toBe("11ZZMM6SkflzCzV2bo9vy83FFSTMN9T5");
});

test.each(["GET unknown upload", "GET after DELETE", "GET file that is not uploaded yet"])(
  "%s is link_gone",
  async (name) => {
    await using server = await replay(name);
    const plik = createPlikFileServer({ url: server.url });
    const error = await rejectedError(plik.download(`${server.url}${recorded(name).request.path}`));
    expect(error).toMatchObject({ code: "link_gone", details: { status: 404 } });
  },
);

test("a second read of a one-shot file is link_gone", async () => {
  await using server = await replay(
    "GET with Range is answered 200 with the whole file",
    "second GET of a one-shot file",
  );
  const plik = createPlikFileServer({ url: server.url });
  const { path } = recorded("second GET of a one-shot file").request;
  const first = await plik.download(`${server.url}${path}`, { offset: 4 });
  expect(first.offset).toBe(0);
  await first.body.cancel();
  const error = await rejectedError(plik.download(`${server.url}${path}`));
  expect(error.code).toBe("link_gone");
  expect(error.message).toContain(
    "answered 404: file table.arrow (bCgD5H0Gxx6xutF4) is not available : deleted",
  );
});

test("a wrong file name is link_refused", async () => {
  await using server = await replay("GET with a wrong file name");
  const plik = createPlikFileServer({ url: server.url });
  const error = await rejectedError(
    plik.download(`${server.url}${recorded("GET with a wrong file name").request.path}`),
  );
  expect(error).toMatchObject({ code: "link_refused", details: { status: 400 } });
});

test("the uploader removes with its token", async () => {
  await using server = await replay(
    "create upload, not removable",
    "add file (not removable)",
    "DELETE whole upload with the upload token",
  );
  const plik = createPlikFileServer({ url: server.url });
  const stored = await plik.upload("a.bin", HELLO);
  await plik.remove?.(stored);
  const expected = recorded("DELETE whole upload with the upload token").request;
  expect(server.requests[2]).toMatchObject({ method: "DELETE", path: expected.path });
  expect(server.requests[2]?.headers["x-uploadtoken"]).toBe(expected.headers["X-UploadToken"]);
});

test("anyone removes a removable file by its link", async () => {
  const name = "DELETE file of a removable upload without a token";
  await using server = await replay(name);
  const { path } = recorded(name).request;
  await createPlikFileServer({ url: server.url }).remove?.({ url: `${server.url}${path}` });
  expect(server.requests[0]).toMatchObject({ method: "DELETE", path });
});

test("nobody else removes a file that is not removable", async () => {
  const name = "DELETE without token when not removable";
  await using server = await replay(name);
  const url = `${server.url}${recorded(name).request.path}`;
  const error = await rejectedError(
    createPlikFileServer({ url: server.url }).remove?.({ url }) ?? Promise.resolve(),
  );
  expect(error).toMatchObject({ code: "permission_denied", details: { status: 403 } });
  expect(error.message).toContain("you are not allowed to remove files from this upload");
});

test("removing what is gone already succeeds", async () => {
  await using server = await replay("GET deleted upload");
  await createPlikFileServer({ url: server.url }).remove?.({ url: `${server.url}/file/A/B/c` });
  expect(server.requests.length).toBe(1);
});

test("a link of another server is not removed", async () => {
  await using server = await replay("GET deleted upload");
  const plik = createPlikFileServer({ url: server.url, token: "s3cret" });
  const error = await rejectedError(
    plik.remove?.({ url: "http://other.example.org/file/A/B/c" }) ?? Promise.resolve(),
  );
  expect(error.code).toBe("unsupported");
  expect(server.requests).toEqual([]);
});

test("login and password protect a file", async () => {
  await using server = await replay(
    "create upload with login and password",
    "add file to a password-protected upload",
    "GET protected file with basic auth",
  );
  const plik = createPlikFileServer({ url: server.url, login: "foo", password: "bar" });
  const stored = await plik.upload("s.bin", HELLO);
  expect(JSON.parse(new TextDecoder().decode(server.requests[0]?.body))).toEqual({
    login: "foo",
    password: "bar",
  });
  const download = await plik.download(stored.url);
  expect(await new Response(download.body as BodyInit).text()).toBe("hello claim check\n");
  expect(server.requests[2]?.headers.authorization).toBe("Basic Zm9vOmJhcg==");
});

test("a protected file without credentials is link_refused", async () => {
  await using server = await replay("GET protected file without credentials");
  const plik = createPlikFileServer({ url: server.url });
  const error = await rejectedError(plik.download(`${server.url}/file/A/B/s.bin`));
  expect(error).toMatchObject({ code: "link_refused", details: { status: 401 } });
});

test("credentials go to the own server only", async () => {
  await using other = await replay("GET file");
  const plik = createPlikFileServer({
    url: "http://plik.example.org",
    token: "s3cret",
    login: "foo",
    password: "bar",
    headers: { "x-gate": "s3cret" },
  });
  const download = await plik.download(`${other.url}/file/A/B/c`);
  await download.body.cancel();
  expect(JSON.stringify(other.requests[0]?.headers)).not.toMatch(/s3cret|Basic/);
});

test("a user token goes with every request", async () => {
  await using server = await replay("create upload, not removable", "add file (not removable)");
  await createPlikFileServer({ url: server.url, token: "t0ken" }).upload("a.bin", HELLO);
  expect(server.requests.map(({ headers }) => headers["x-pliktoken"])).toEqual(["t0ken", "t0ken"]);
});

test("an empty file is a file", async () => {
  await using server = await replay("create upload for failures", "add empty file");
  const stored = await plikUpload(server.url, "empty.bin", new Uint8Array(0));
  expect(stored.url).toBe(`${server.url}/file/ihosQEBKdFcyHdQp/o83pq2RzVwFgsaLB/empty.bin`);
});

test.each([
  [
    { status: 200, body: "<html>welcome</html>" },
    "answered 200 with no JSON: <html>welcome</html>",
  ],
  [{ status: 200, body: "[]" }, 'answered 200 with no "id"'],
  [{ status: 200, body: '{"id":"a"}' }, 'answered 200 with no "uploadToken"'],
  [{ status: 404, body: "nothing here" }, "answered 404: nothing here. Is this the address"],
  [{ status: 301, headers: { location: "/login" } }, "answered 301. Is this the address"],
])("an answer that is not Plik's: %j", async (answer, message) => {
  await using server = await faultServer([{ kind: "answer", ...answer }]);
  const error = await rejectedError(plikUpload(server.url, "a", HELLO));
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: false });
  expect(error.message).toContain(message);
});

test("an overloaded server may be asked again", async () => {
  await using server = await faultServer([{ kind: "answer", status: 503 }]);
  const error = await rejectedError(plikUpload(server.url, "a", HELLO));
  expect(error).toMatchObject({
    code: "upload_failed",
    isRetryable: true,
    details: { status: 503 },
  });
});

test("a file stored with another length is an error, and removed", async () => {
  await using server = await replay(
    "create upload, not removable",
    "add file (not removable)",
    "DELETE whole upload with the upload token",
  );
  const error = await rejectedError(plikUpload(server.url, "a.bin", HELLO.subarray(1)));
  expect(error.message).toContain("stored 18 bytes of 17");
  expect(server.requests[2]?.method).toBe("DELETE");
});

test("bytes are sent anew once when the connection breaks before an answer", async () => {
  await using server = await faultServer([
    replayAnswer(recorded("create upload, not removable")),
    { kind: "reset" },
    replayAnswer(recorded("add file (not removable)")),
  ]);
  const stored = await plikUpload(server.url, "a.bin", HELLO);
  expect(stored.fileid).toBe("TqasWmG2cAZdO9Pz");
  expect(server.requests.map(({ body }) => body.length)[2]).toBe(server.requests[1]?.body.length);
});

test("the server's limit is told when it hangs up on a file that is too big", async () => {
  await using server = await faultServer((request) => {
    if (request.path === "/config") return replayAnswer(recorded("config"));
    if (request.path === "/upload") return replayAnswer(recorded("create upload for failures"));
    return { kind: "reset" };
  });
  const error = await rejectedError(plikUpload(server.url, "big", new Uint8Array(1_100_000)));
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: false });
  expect(error.message).toContain(
    "The file has 1100000 bytes, the server's limit is 1000000 (MaxFileSizeStr)",
  );
});

test("nobody listens", async () => {
  const server = await faultServer([]);
  await server.close();
  const error = await rejectedError(plikUpload(server.url, "a", HELLO));
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: true });
  expect(error.message).toContain("ECONNREFUSED");
});

test.each([
  [{ url: "plik.example.org" }, "url: "],
  [{ url: "ftp://plik.example.org" }, "url: "],
  [{ url: "http://user:pw@plik.example.org" }, "url: "],
  [{ url: "http://plik.example.org", ttl: 0 }, "ttl"],
  [{ url: "http://plik.example.org", ttl: 1.5 }, "ttl"],
  [{ url: "http://plik.example.org", login: "foo" }, "password"],
  [{ url: "http://plik.example.org", password: "pw" }, "login"],
])("bad settings %j are invalid_config", (settings, name) => {
  try {
    createPlikFileServer(settings);
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid_config" });
    expect(String(error)).toContain(name);
    expect(String(error)).not.toContain("pw");
  }
});
