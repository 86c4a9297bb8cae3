import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  agentFetch,
  createCertificates,
  faultServer,
  rejectedError,
  startConnectProxy,
  startHttpsGate,
} from "testkit";
import { expect, test } from "vitest";
import { httpDownload } from "../download/http-download.ts";
import { createUploadSource } from "../upload/upload-source.ts";
import { httpRequest } from "./http-request.ts";

const MiB = 1024 * 1024;

test.each(["the runtime's", "a given"])(
  "a streamed upload through %s fetch keeps no piece that it has sent",
  async (whose) => {
    setFlagsFromString("--expose-gc");
    const collectGarbage: () => void = runInNewContext("gc");
    // The engine frees memory in other threads for a while after a collection: kept is what a further one leaves too.
    const kept = async () => {
      let last = Number.NaN;
      for (;;) {
        collectGarbage();
        await setImmediate();
        const { arrayBuffers } = process.memoryUsage();
        if (arrayBuffers === last) return arrayBuffers;
        last = arrayBuffers;
      }
    };
    const before = await kept();
    let keptAtEnd = Number.NaN;
    const server = createServer(async (request, response) => {
      request.resume();
      await once(request, "end");
      keptAtEnd = (await kept()) - before;
      response.end("stored");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await using given = agentFetch({});
    try {
      let pieces = 0;
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (++pieces > 128) controller.close();
          else controller.enqueue(new Uint8Array(MiB));
        },
      });
      const { port } = server.address() as AddressInfo;
      const answer = await httpRequest(`http://127.0.0.1:${port}/`, {
        method: "POST",
        body: createUploadSource(body, "upload"),
        ...(whose === "a given" ? { fetch: given.fetch } : {}),
      });
      expect(answer).toMatchObject({ status: 200, text: "stored" });
      expect(keptAtEnd).toBeLessThan(32 * MiB);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
);

test.each(["the runtime's", "a given"])(
  "an error of %s fetch holds neither headers nor query, however deep",
  async (whose) => {
    const server = await faultServer([]);
    await server.close();
    await using given = agentFetch({});
    const options = {
      headers: { authorization: "Bearer s3cret", "x-gate": "s3cret" },
      ...(whose === "a given" ? { fetch: given.fetch } : {}),
    };
    const url = `${server.url}/x?signature=s3cret`;
    const body = createUploadSource(new Uint8Array(10), "upload");
    for (const asked of [
      httpDownload(url, options),
      httpRequest(url, { ...options, method: "DELETE" }),
      httpRequest(url, { ...options, method: "PUT", body }),
    ]) {
      const error = await rejectedError(asked);
      expect(error.message).toContain("ECONNREFUSED");
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain("s3cret");
    }
  },
);

/** A server that closes a connection in the moment in which it is taken for a second time. */
async function closesUsedConnections() {
  const used = new WeakSet<Socket>();
  const server = createServer(async (request, response) => {
    const { socket } = request;
    if (used.has(socket)) {
      socket.resetAndDestroy();
      return;
    }
    used.add(socket);
    request.on("error", () => undefined).resume();
    await once(request, "end");
    response.end("stored");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test("100 streams go over fresh connections, though others wait that the server is about to close", async () => {
  await using server = await closesUsedConnections();
  const answers: string[] = [];
  for (let count = 0; count < 100; count += 1) {
    await httpRequest(server.url, { method: "DELETE" });
    const stream = new Blob([new Uint8Array(100_000)]).stream();
    const { text } = await httpRequest(server.url, {
      method: "PUT",
      body: createUploadSource(stream, "upload"),
    }).catch(({ message }: Error) => ({ text: message }));
    answers.push(text);
  }
  expect(answers).toEqual(Array(100).fill("stored"));
});

test("an answer that comes before a stream was read counts, and the stream is cancelled", async () => {
  const server = createServer((_request, response) => {
    response.writeHead(413, { "content-length": 9 }).end("too large");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const cancelled = Promise.withResolvers<void>();
  let isFirst = true;
  const body = new ReadableStream<Uint8Array>({
    pull(target) {
      if (!isFirst) return;
      isFirst = false;
      target.enqueue(new Uint8Array(1000));
    },
    cancel: () => cancelled.resolve(),
  });
  const answer = await httpRequest(`http://127.0.0.1:${port}/`, {
    method: "PUT",
    body: createUploadSource(body, "upload"),
  });
  expect(answer).toMatchObject({ status: 413, text: "too large" });
  await cancelled.promise;
  server.closeAllConnections();
  server.close();
});

test("a given fetch gets the address and all that the request is", async () => {
  const asked: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (...call) => {
    asked.push(...call);
    return new Response("here");
  };
  const headers = { "x-gate": "s3cret" };
  await httpRequest("https://files.example.org/x", { method: "DELETE", headers, fetch });
  expect(asked).toEqual([
    "https://files.example.org/x",
    expect.objectContaining({ method: "DELETE", redirect: "manual", credentials: "omit" }),
  ]);
  const [, init] = asked as [string, RequestInit];
  expect(Object.fromEntries(new Headers(init.headers))).toEqual({
    "accept-encoding": "identity",
    "x-gate": "s3cret",
  });
});

test("a certificate that names other hosts is told", async () => {
  await using certificates = await createCertificates();
  await using gate = await startHttpsGate({ certificates, port: 1 });
  await using proxy = await startConnectProxy();
  await using trusting = agentFetch({ ca: await certificates.read("ca.pem"), proxy: proxy.url });
  const { fetch } = trusting;
  const url = `https://files.example.org:${gate.port}/x`;
  const error = await rejectedError(httpDownload(url, { fetch }));
  expect(proxy.tunnels[0]).toBe(`files.example.org:${gate.port}`);
  expect(error).toMatchObject({ code: "link_unreachable", isRetryable: true });
  expect(error.message).toContain("ERR_TLS_CERT_ALTNAME_INVALID");
  expect(error.message).toContain("Use a name that is in the server's certificate");
});

test("an agent of another undici is told", async () => {
  const cause = Object.assign(new Error("invalid onRequestStart method"), {
    code: "UND_ERR_INVALID_ARG",
  });
  const fetch = async () => {
    throw new TypeError("fetch failed", { cause });
  };
  const error = await rejectedError(httpDownload("https://files.example.org/x", { fetch }));
  expect(error).toMatchObject({ code: "invalid_config", isRetryable: false });
  expect(error.message).toContain("take both from the same package");
});
