import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import type { FaultBehaviour } from "./fault-behaviour.ts";
import { performBehaviour } from "./perform-behaviour.ts";

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query, not decoded. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** A real HTTP server on a free port that misbehaves as told. */
export interface FaultServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Every request so far, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /** Resolves when `count` requests have arrived. */
  arrived(count: number): Promise<void>;
  /** Resolves when no response is under way any more; a client that hangs up ends its own. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

/** One behaviour per request, the last for all that follow; or a function of the request. */
export type FaultScript =
  | readonly FaultBehaviour[]
  | ((request: RecordedRequest, count: number) => FaultBehaviour);

/** Starts a {@link FaultServer} on 127.0.0.1. */
export async function faultServer(script: FaultScript): Promise<FaultServer> {
  const requests: RecordedRequest[] = [];
  const sockets = new Set<Socket>();
  const changed = new EventTarget();
  let active = 0;
  const change = () => changed.dispatchEvent(new Event("change"));
  const until = async (condition: () => boolean) => {
    while (!condition()) await once(changed, "change");
  };

  const server = createServer(async (request, response) => {
    active += 1;
    response.on("close", () => {
      active -= 1;
      change();
    });
    // Clients hang up on purpose here.
    response.on("error", () => undefined);
    try {
      const recorded = await record(request);
      requests.push(recorded);
      performBehaviour(choose(script, recorded, requests.length), request, response);
    } catch {
      response.destroy();
    }
    change();
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const close = async () => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, "close");
  };
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    arrived: (count) => until(() => requests.length >= count),
    quiet: () => until(() => active === 0),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function record(request: IncomingMessage): Promise<RecordedRequest> {
  const { method = "", url = "", headers } = request;
  return { method, path: url, headers, body: new Uint8Array(await buffer(request)) };
}

function choose(script: FaultScript, request: RecordedRequest, count: number): FaultBehaviour {
  if (typeof script === "function") return script(request, count);
  return script[Math.min(count, script.length) - 1] ?? { kind: "stall" };
}
