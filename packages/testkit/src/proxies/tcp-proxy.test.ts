import { once } from "node:events";
import { connect, createServer } from "node:net";
import { expect, test } from "vitest";
import { startTcpProxy } from "./tcp-proxy.ts";

test("the proxy forwards, holds back, loses answers and cuts", async () => {
  const echo = createServer((socket) => socket.pipe(socket).on("error", () => undefined));
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const { port } = echo.address() as { port: number };
  await using proxy = await startTcpProxy(port);
  const client = connect({ port: proxy.port, host: "127.0.0.1" });
  const received: string[] = [];
  client.on("data", (chunk) => received.push(chunk.toString()));
  client.on("error", () => undefined);
  const closed = new Promise((resolve) => client.once("close", resolve));

  client.write("one");
  await expect.poll(() => received.join("")).toBe("one");
  proxy.pause();
  client.write("two");
  proxy.resume();
  await expect.poll(() => received.join("")).toBe("onetwo");
  proxy.loseAnswers();
  client.write("three");
  proxy.cut();
  await closed;
  expect(received.join("")).toBe("onetwo");
  echo.close();
});

test("the proxy is late, and breaks after so many bytes of answers", async () => {
  const echo = createServer((socket) => socket.pipe(socket).on("error", () => undefined));
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  const { port } = echo.address() as { port: number };
  await using proxy = await startTcpProxy(port, { latency: 40, cut_after: 5 });
  const client = connect({ port: proxy.port, host: "127.0.0.1" });
  client.on("error", () => undefined);
  const started = performance.now();
  client.write("three");
  const [answer]: unknown[] = await once(client, "data");
  expect(String(answer)).toBe("three");
  expect(performance.now() - started).toBeGreaterThan(79);
  client.write("more");
  await once(client, "close");
  echo.close();
});
