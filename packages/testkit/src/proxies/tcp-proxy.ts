import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A TCP proxy that breaks connections on request. */
export interface TcpProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT`, in place of the target. */
  readonly address: string;
  readonly port: number;
  /** Holds back all bytes in both directions; connections stay open. */
  pause(): void;
  /** Lets the bytes held back and all later ones through. */
  resume(): void;
  /** Connections there are now stay open and pass nothing any more; new ones work. */
  swallow(): void;
  /** Breaks all connections, and refuses new ones until {@link TcpProxy.mend}. */
  cut(): void;
  /** Lets connections be made again. */
  mend(): void;
  /** Drops what the target sends from now on; what clients send still reaches it. */
  loseAnswers(): void;
  close(): Promise<void>;
}

/** Options of {@link startTcpProxy}. */
export interface TcpProxyOptions {
  /** Bytes per second that the target's answers go through with. Default: no limit. */
  readonly answer_rate?: number;
  /** Time in ms by which everything is late, in both directions. Default: none. */
  readonly latency?: number;
  /** Bytes of answers after which a connection breaks. Default: never. */
  readonly cut_after?: number;
}

/** Starts a proxy on a free port in front of a server on this machine. */
export async function startTcpProxy(
  targetPort: number,
  options: TcpProxyOptions = {},
): Promise<TcpProxy> {
  const { answer_rate, latency = 0, cut_after = Number.POSITIVE_INFINITY } = options;
  const sockets = new Set<Socket>();
  let isCut = false;
  let isPaused = false;
  let losesAnswers = false;

  const forward = (from: Socket, to: Socket, isAnswer: boolean): void => {
    sockets.add(from);
    if (isPaused) from.pause();
    let forwarded = 0;
    const write = (chunk: Uint8Array) => {
      forwarded += chunk.length;
      if (isAnswer && forwarded > cut_after) to.destroy();
      else to.write(chunk);
    };
    from.on("data", (chunk) => {
      if (isAnswer && losesAnswers) return;
      if (latency === 0) write(chunk);
      else setTimeout(write, latency, chunk);
      if (!isAnswer || answer_rate === undefined) return;
      from.pause();
      setTimeout(() => from.resume(), (chunk.length / answer_rate) * 1_000);
    });
    from.on("error", () => to.destroy());
    from.on("close", () => {
      sockets.delete(from);
      if (latency === 0) to.destroy();
      else setTimeout(() => to.destroy(), latency);
    });
  };
  const server = createServer({ noDelay: true }, (client) => {
    if (isCut) {
      client.destroy();
      return;
    }
    const target = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    forward(client, target, false);
    forward(target, client, true);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const close = async (): Promise<void> => {
    destroyAll();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    address: `127.0.0.1:${port}`,
    port,
    pause() {
      isPaused = true;
      for (const socket of sockets) socket.pause();
    },
    resume() {
      isPaused = false;
      for (const socket of sockets) socket.resume();
    },
    swallow() {
      for (const socket of sockets) socket.removeAllListeners("data").pause();
    },
    cut() {
      isCut = true;
      destroyAll();
    },
    mend() {
      isCut = false;
      losesAnswers = false;
    },
    loseAnswers() {
      losesAnswers = true;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
