import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { OVER } from "@natsbridge/schema/base";
import { faultServer, rejectedError } from "testkit";
import { expect, test, vi } from "vitest";
import { downloadBytes } from "../download/download-bytes.ts";
import { httpDownload } from "../download/http-download.ts";
import { createUploadSource } from "../upload/upload-source.ts";
import { httpRequest } from "./http-request.ts";

const BYTES = new Uint8Array(3_000_000).fill(7);

test("sends bytes with their length and gives the whole answer", async () => {
  await using server = await faultServer([
    { kind: "answer", status: 418, headers: { "x-said": "no" }, body: "a teapot" },
  ]);
  const source = createUploadSource(BYTES, "upload");
  const answer = await httpRequest(`${server.url}/x?y=1`, {
    method: "PUT",
    headers: { "x-given": "1" },
    body: source,
  });
  expect(answer).toMatchObject({ status: 418, text: "a teapot" });
  expect(answer.headers.get("x-said")).toBe("no");
  const [request] = server.requests;
  expect(request).toMatchObject({ method: "PUT", path: "/x?y=1" });
  expect(request?.headers).toMatchObject({
    "content-length": "3000000",
    "x-given": "1",
    "accept-encoding": "identity",
  });
  expect(Buffer.compare(request?.body ?? BYTES.subarray(1), BYTES)).toBe(0);
  expect(source.loaded).toBe(3_000_000);
});

test("a stream of unknown length goes in chunks", async () => {
  await using server = await faultServer([{ kind: "answer" }]);
  const body = new Blob(["a", "bc"]).stream();
  await httpRequest(server.url, { method: "PUT", body: createUploadSource(body, "upload") });
  expect(server.requests[0]?.headers).toMatchObject({ "transfer-encoding": "chunked" });
  expect(new TextDecoder().decode(server.requests[0]?.body)).toBe("abc");
});

test("a server that does not answer: no progress", async () => {
  await using server = await faultServer([{ kind: "stall" }]);
  const error = await rejectedError(
    httpRequest(`${server.url}/x?sig=s3cret`, {
      method: "PUT",
      body: createUploadSource(BYTES, "upload"),
      idle_timeout: 100,
    }),
  );
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: true });
  expect(error.message).toBe(`PUT ${server.url}/x?…: no progress for 100 ms`);
  await server.quiet();
});

test("a server that stops reading: no progress, and the connection ends", async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.pause();
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  const error = await rejectedError(
    httpRequest(`http://127.0.0.1:${port}/`, {
      method: "PUT",
      body: createUploadSource(new Uint8Array(50_000_000), "upload"),
      idle_timeout: 200,
    }),
  );
  expect(error.message).toContain("no progress for 200 ms");
  const [socket] = sockets;
  socket?.resume();
  if (socket?.closed === false) await once(socket, "close");
  server.close();
  await once(server, "close");
});

test("a stream that stalls: no progress, and the stream is cancelled", async () => {
  await using server = await faultServer([{ kind: "answer" }]);
  const cancelled = Promise.withResolvers<unknown>();
  const body = new ReadableStream<Uint8Array>({ cancel: cancelled.resolve });
  const source = createUploadSource(body, "upload");
  const error = await rejectedError(
    httpRequest(server.url, { method: "PUT", body: source, idle_timeout: 100 }),
  );
  expect(error.code).toBe("upload_failed");
  await source.close();
  await cancelled.promise;
});

test("a stream is not sent anew when the connection breaks", async () => {
  await using server = await faultServer([{ kind: "reset" }]);
  const body = new Blob(["abc"]).stream();
  const error = await rejectedError(
    httpRequest(server.url, { method: "PUT", body: createUploadSource(body, "upload") }),
  );
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: true });
  expect(server.requests.length).toBe(1);
});

test("a redirect is final", async () => {
  await using server = await faultServer([
    { kind: "answer", status: 307, headers: { location: "http://elsewhere.example.org/" } },
  ]);
  const error = await rejectedError(
    httpRequest(server.url, { method: "PUT", body: createUploadSource(BYTES, "upload") }),
  );
  expect(error).toMatchObject({ code: "upload_failed", isRetryable: false });
  expect(error.message).toContain("redirect");
});

test("abort ends the request and leaves no listener", async () => {
  await using server = await faultServer([{ kind: "stall" }]);
  const controller = new AbortController();
  const added = vi.spyOn(controller.signal, "addEventListener");
  const removed = vi.spyOn(controller.signal, "removeEventListener");
  const sending = httpRequest(server.url, { method: "GET", signal: controller.signal });
  await server.arrived(1);
  controller.abort("enough");
  const error = await rejectedError(sending);
  expect(error).toMatchObject({ code: "aborted", cause: "enough" });
  expect(removed.mock.calls.length).toBeGreaterThanOrEqual(added.mock.calls.length);
  await server.quiet();
});

test("an answer without an end is cut off", async () => {
  await using server = await faultServer([{ kind: "endless" }]);
  const { status, text } = await httpRequest(server.url, { method: "GET" });
  expect(status).toBe(200);
  expect(text.length).toBeLessThan(2_000_000);
  await server.quiet();
});

test("another code for requests that are no uploads", async () => {
  const server = await faultServer([]);
  await server.close();
  const error = await rejectedError(
    httpRequest(server.url, { method: "GET", code: "link_unreachable" }),
  );
  expect(error.code).toBe("link_unreachable");
  expect(error.message).toMatch(/ECONNREFUSED/);
});

test("an exchange that ended in peace is closed without an error of its own", async () => {
  const signals: AbortSignal[] = [];
  const fetch = async (_url: unknown, init?: RequestInit) => {
    if (init?.signal) signals.push(init.signal);
    return new Response("ok");
  };
  await httpRequest("http://files.example/", { method: "GET", fetch });
  const bytes = await downloadBytes((from, signal) =>
    httpDownload("http://files.example/", { ...from, signal, fetch }),
  );
  expect(new TextDecoder().decode(bytes)).toBe("ok");
  expect(signals.map(({ aborted, reason }) => [aborted, reason])).toEqual([
    [true, OVER],
    [true, OVER],
  ]);
});
