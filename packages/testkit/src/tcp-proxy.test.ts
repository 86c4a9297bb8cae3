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
