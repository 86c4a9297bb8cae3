import { createServer } from "node:http";
import { connect, type Socket } from "node:net";
import { listen } from "./listen.ts";

/** An HTTP proxy that makes tunnels (`CONNECT`), and answers nothing else. */
export interface ConnectProxy extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** `host:port` of every tunnel that was made, in order. */
  readonly tunnels: readonly string[];
  /** How many tunnels were refused for want of credentials. */
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
  const server = createServer((_request, response) => {
    response.writeHead(405).end("This proxy only makes tunnels");
  });
  server.on("connect", (request, client: Socket, head: Buffer) => {
    client.on("error", () => client.destroy());
    if (wanted !== undefined && request.headers["proxy-authorization"] !== wanted) {
      refused += 1;
      client.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n' +
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
    get refused() {
      return refused;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
