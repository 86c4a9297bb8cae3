import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ProxyAgent, request } from "undici";
import { expect, test } from "vitest";
import { startConnectProxy } from "./connect-proxy.ts";

test("the proxy makes tunnels for those who know its password, and tells of them", async () => {
  const server = createServer((_request, response) => response.end("here"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await using proxy = await startConnectProxy({ user: "me", password: "s3cret" });
  const ask = async (credentials: string) => {
    const uri = proxy.url.replace("//", `//${credentials}`);
    const dispatcher = new ProxyAgent({ uri, proxyTunnel: true });
    try {
      const { body } = await request(`http://files.example.org:${port}/`, { dispatcher });
      return await body.text();
    } finally {
      await dispatcher.destroy();
    }
  };
  expect(await ask("me:s3cret@")).toBe("here");
  await expect(ask("me:wrong@")).rejects.toThrow("407");
  await expect(ask("")).rejects.toThrow("407");
  expect(proxy.tunnels).toEqual([`files.example.org:${port}`]);
  expect(proxy.refused).toBe(2);
  server.close();
});
