import { once } from "node:events";
import { type IncomingMessage, request as passOn } from "node:http";
import { createServer } from "node:https";
import { pipeline } from "node:stream";
import type { Certificates } from "../certificates.ts";
import { listen } from "../listen.ts";

/** An HTTPS server in front of one that speaks HTTP, which lets those through that say a secret. */
export interface HttpsGate extends AsyncDisposable {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  readonly port: number;
  /** Connections that were made so far, also those that ended before a request. */
  readonly connections: number;
  /** Resolves when the bodies of requests that arrived have so many bytes together. */
  received(bytes: number): Promise<void>;
  close(): Promise<void>;
}

/** Options of {@link startHttpsGate}. */
export interface HttpsGateOptions {
  readonly certificates: Certificates;
  /** Port on this machine of the server behind. */
  readonly port: number;
  /** A header and its value without which every request is answered 401. */
  readonly secret?: readonly [name: string, value: string];
}

/** Starts a gate on a free port. Bodies go through as they come, in both directions. */
export async function startHttpsGate(options: HttpsGateOptions): Promise<HttpsGate> {
  const { certificates, port: target, secret } = options;
  const changed = new EventTarget();
  let bytes = 0;
  let connections = 0;
  const [cert, key] = await Promise.all([
    certificates.read("server.pem"),
    certificates.read("server.key"),
  ]);
  const server = createServer({ cert, key }, (request, response) => {
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      changed.dispatchEvent(new Event("change"));
    });
    if (secret !== undefined && request.headers[secret[0]] !== secret[1]) {
      response.writeHead(401).end("The gate wants its secret");
      return;
    }
    const { method = "", url = "", headers } = request;
    const onward = passOn({ port: target, host: "127.0.0.1", method, path: url, headers });
    onward.on("response", (answer: IncomingMessage) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      pipeline(answer, response, () => undefined);
    });
    onward.on("error", () => response.destroy());
    pipeline(request, onward, () => undefined);
  });
  server.on("connection", () => {
    connections += 1;
  });
  const { port, close } = await listen(server);
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    get connections() {
      return connections;
    },
    async received(wanted) {
      while (bytes < wanted) await once(changed, "change");
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
