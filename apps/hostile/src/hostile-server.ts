import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** An HTTP server that answers as the path asks, and counts what it was asked. */
export interface HostileServer extends AsyncDisposable {
  readonly url: string;
}

const MEGABYTE = new Uint8Array(2 * 1024 * 1024).fill(7);

/** Starts a {@link HostileServer} on 127.0.0.1. */
export async function startHostileServer(): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const asked = new Map<string, number>();
  const server = createServer((request, response) => {
    const [, how = "", key = ""] = (request.url ?? "").split("/");
    if (how === "asked") return void response.end(String(asked.get(key) ?? 0));
    asked.set(key, (asked.get(key) ?? 0) + 1);
    answer(how, response);
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function answer(how: string, response: ServerResponse): void {
  const { socket } = response;
  switch (how) {
    case "upgrade":
      socket?.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
      );
      return;
    case "wordless":
      socket?.end();
      return;
    case "trickle": {
      response.writeHead(200, { "content-length": 1_000_000 });
      const timer = setInterval(() => response.write("x"), 5_000);
      response.write("x");
      response.on("close", () => clearInterval(timer));
      return;
    }
    case "file":
      response.end(MEGABYTE);
      return;
    default:
      response.writeHead(400).end("a\u001b[31m".repeat(100_000));
  }
}
