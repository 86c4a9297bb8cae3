import { createServer } from "node:http";
import type { Socket } from "node:net";
import { listen } from "../listen.ts";
import { HOSTILE_ANSWERS } from "./hostile-answers.ts";

/**
 * A real HTTP server that answers `/{how}/{key}/...` as the name of one of the hostile answers says, and counts what
 * it was asked under a key: in this process, or for others by a GET of `/asked/{key}`.
 */
export interface HostileServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** How often it was asked for anything under this key. */
  asked(key: string): number;
}

/** Starts a {@link HostileServer} on 127.0.0.1. */
export async function startHostileServer(): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  const counts = new Map<string, number>();
  const asked = (key: string) => counts.get(key) ?? 0;
  const server = createServer((request, response) => {
    const [, how = "", key = ""] = decodeURI(request.url ?? "").split("/");
    if (how === "asked") return void response.end(String(asked(key)));
    counts.set(key, asked(key) + 1);
    const answer = HOSTILE_ANSWERS[how];
    if (answer !== undefined) answer(response);
    else response.writeHead(400).end("a\u001b[31m".repeat(100_000));
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  const { port, close } = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await close();
    },
  };
}
