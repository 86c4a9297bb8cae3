import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";

/** A connection that moves nothing for so long is dropped, in ms. */
const IDLE_TIMEOUT = 60_000;
/** Longer than clients keep a connection, so that none is closed under a request. */
const KEEP_ALIVE = 75_000;

/** Where {@link listenHttp} listens. */
export interface ListenOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** What cannot listen, for the error, such as `the file server`. */
  readonly what: string;
}

/** A server that listens. */
export interface HttpListener {
  /** Address for clients on this machine, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** Stops; what is under way is cut off. Every call gives the same promise. */
  close(): Promise<void>;
}

/**
 * Lets an HTTP server that carries files listen. A request may take any time, as long as something moves.
 *
 * @throws NatsBridgeError `connection_failed` when the port cannot be had.
 */
export async function listenHttp(
  server: Server,
  { host, port, what }: ListenOptions,
): Promise<HttpListener> {
  server.requestTimeout = 0;
  server.timeout = IDLE_TIMEOUT;
  server.keepAliveTimeout = KEEP_ALIVE;
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new NatsBridgeError({
      code: "connection_failed",
      message: `${what} cannot listen on ${host} port ${port}: ${messageOf(error)}`,
      isRetryable: false,
      cause: error,
    });
  }
  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    url: `http://${urlHost(host)}:${bound}`,
    port: bound,
    close() {
      closing ??= closeServer(server);
      return closing;
    },
  };
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

/** An address that listens on everything is no address to connect to. */
function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
