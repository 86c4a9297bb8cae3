import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { rejectedError } from "testkit";
import { describe, expect, test } from "vitest";
import { httpRequest } from "../http/http-request.ts";
import { fetchWithBackoff } from "./fetch-with-backoff.ts";
import { httpDownload } from "./http-download.ts";

/** A server that says this to whoever connects, byte for byte. */
async function rawServer(say: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("data", () => say(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/x`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

const UPGRADE = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n";

/** What a hostile server says, and whether that alone ends the attempt; else its time-out does. */
const ANSWERS: [string, (socket: Socket) => void, boolean][] = [
  ["an upgrade", (socket) => socket.write(UPGRADE), true],
  ["an upgrade, closed", (socket) => socket.end(UPGRADE), true],
  ["101 alone", (socket) => socket.write("HTTP/1.1 101 X\r\n\r\n"), false],
  ["nothing, closed", (socket) => socket.end(), true],
  ["nothing, reset", (socket) => socket.resetAndDestroy(), true],
  ["half a line", (socket) => socket.end("HTTP/1.1 20"), true],
  ["nonsense", (socket) => socket.end("SSH-2.0-OpenSSH\r\n"), true],
  ["half the headers", (socket) => socket.end("HTTP/1.1 200 OK\r\nA: b\r\n"), true],
  ["100 for ever", (socket) => socket.write("HTTP/1.1 100 Continue\r\n\r\n".repeat(10)), false],
  ["103 and closed", (socket) => socket.end("HTTP/1.1 103 Early Hints\r\n\r\n"), true],
  ["nothing at all", () => undefined, false],
];

describe.each(ANSWERS)("%s", (_name, say, isEnd) => {
  test("ends a download", async () => {
    await using server = await rawServer(say);
    const headers_timeout = isEnd ? 10_000 : 100;
    const started = performance.now();
    const error = await rejectedError(httpDownload(server.url, { headers_timeout }));
    expect(error.code).toBe("link_unreachable");
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("ends each attempt of a download", async () => {
    await using server = await rawServer(say);
    const headers_timeout = isEnd ? 10_000 : 50;
    let retries = 0;
    const onRetry = () => {
      retries += 1;
    };
    const error = await rejectedError(
      fetchWithBackoff(server.url, 3, 1, 1, "c", { headers_timeout, onRetry }),
    );
    expect(error.code).toBe("link_unreachable");
    expect(retries).toBe(2);
  });

  test("ends the request of a store", async () => {
    await using server = await rawServer(say);
    const idle_timeout = isEnd ? 10_000 : 100;
    const error = await rejectedError(
      httpRequest(server.url, { method: "POST", body: "x", idle_timeout }),
    );
    expect(error.code).toBe("upload_failed");
  });
});

test("a fetch that ends for nobody ends with the time-out all the same", async () => {
  const fetch = () => new Promise<Response>(() => undefined);
  const options = { fetch, headers_timeout: 50, idle_timeout: 50 };
  expect((await rejectedError(httpDownload("http://h/x", options))).code).toBe("link_unreachable");
  const request = httpRequest("http://h/x", { method: "GET", fetch, idle_timeout: 50 });
  expect((await rejectedError(request)).code).toBe("upload_failed");
});
