import { createServer, get, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { listen } from "../listen.ts";

const CHALLENGE = 'Basic realm="proxy"';

/** An HTTP proxy that makes tunnels (`CONNECT`) and forwards GET requests for `http:`. */
export interface ConnectProxy extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** `host:port` of every tunnel that was made, in order. */
  readonly tunnels: readonly string[];
  /** Address of every request that was forwarded, in order. */
  readonly forwarded: readonly string[];
  /** How many tunnels and requests were refused for want of credentials. */
  readonly refused: number;
  close(): Promise<void>;
}

/** Options of {@link startConnectProxy}. */
export interface ConnectProxyOptions {
  /** Credentials without which it answers 407. Default: everybody may use it. */
  readonly user?: string;
  readonly password?: string;
}

/** Starts a proxy on a free port. Whatever the host is called, its tunnels lead to this machine. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const { user, password } = options;
  const wanted =
    user === undefined
      ? undefined
      : `Basic ${Buffer.from(`${user}:${password ?? ""}`).toString("base64")}`;
  const tunnels: string[] = [];
  const forwarded: string[] = [];
  const sockets = new Set<Socket>();
  let refused = 0;

  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket);
    socket.on("error", () => other.destroy());
    socket.on("close", () => {
      sockets.delete(socket);
      other.destroy();
    });
  };
  const isRefused = ({ headers }: IncomingMessage) => {
    if (wanted === undefined || headers["proxy-authorization"] === wanted) return false;
    refused += 1;
    return true;
  };
  const server = createServer((request, response) => {
    if (isRefused(request)) {
      response.writeHead(407, { "proxy-authenticate": CHALLENGE }).end();
      return;
    }
    const { url = "" } = request;
    forwarded.push(url);
    const { port, pathname } = new URL(url);
    get({ host: "127.0.0.1", port, path: pathname }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    }).on("error", () => response.writeHead(502).end());
  });
  server.on("connect", (request, client: Socket, head: Buffer) => {
    client.on("error", () => client.destroy());
    if (isRefused(request)) {
      client.end(
        `HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: ${CHALLENGE}\r\n` +
          "Content-Length: 0\r\nConnection: close\r\n\r\n",
      );
      return;
    }
    const { port } = new URL(`https://${request.url}`);
    const target = connect({ host: "127.0.0.1", port: Number(port || 443), noDelay: true });
    keep(client, target);
    keep(target, client);
    target.once("connect", () => {
      tunnels.push(request.url ?? "");
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.write(head);
      client.pipe(target).pipe(client);
    });
  });
  const listening = await listen(server);
  const close = async () => {
    const closed = listening.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${listening.port}`,
    tunnels,
    forwarded,
    get refused() {
      return refused;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
