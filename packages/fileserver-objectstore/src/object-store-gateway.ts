import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  booleanOption,
  filledTextOption,
  messageOf,
  NatsBridgeError,
  type OptionNames,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import { answerGet } from "./answer-get.ts";
import { type ObjectStoreFileServerSettings, resolveObjectStore } from "./object-store-settings.ts";

/** Settings of {@link createObjectStoreGateway}. */
export interface ObjectStoreGatewaySettings
  extends Pick<
    ObjectStoreFileServerSettings,
    "connection" | "bucket" | "timeout" | "domain" | "api_prefix"
  > {
  /** Port to listen on; 0 for a free one. Default: 0. */
  readonly port?: number | undefined;
  /** Address to listen on. Default: `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Whether pages of other origins may read (CORS). Default: true. */
  readonly cors?: boolean | undefined;
}

const KNOWN: OptionNames<ObjectStoreGatewaySettings> = {
  connection: true,
  bucket: true,
  timeout: true,
  domain: true,
  api_prefix: true,
  port: true,
  host: true,
  cors: true,
};

/** A running gateway. */
export interface ObjectStoreGateway extends AsyncDisposable {
  /** Address for `gateway_url`, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** Stops; what is under way is cut off. The connection stays open. */
  close(): Promise<void>;
}

/**
 * Starts an HTTP server that reads objects of one bucket for peers that speak HTTP only: GET and HEAD of
 * `/{bucket}/{object}`, with Range, ETag and CORS. It keeps nothing, so several can stand side by side.
 *
 * @throws NatsBridgeError `invalid_config` naming the setting; `connection_failed` when the port cannot be had.
 */
export async function createObjectStoreGateway(
  settings: ObjectStoreGatewaySettings,
): Promise<ObjectStoreGateway> {
  const store = resolveObjectStore(settings, KNOWN);
  const port = wholeNumberOption("port", settings.port, 0, { to: 65_535 });
  const host = filledTextOption("host", settings.host, "127.0.0.1");
  const cors = booleanOption("cors", settings.cors, true);
  const server = createServer((request, response) => {
    void answerGet({ request, response, store, cors });
  });
  server.keepAliveTimeout = 75_000;
  server.timeout = 60_000;
  await listen(server, port, host);
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= (async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    })();
    return closing;
  };
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://${urlHost(host)}:${bound}`,
    port: bound,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new NatsBridgeError({
      code: "connection_failed",
      message: `the gateway cannot listen on ${host} port ${port}: ${messageOf(error)}`,
      isRetryable: false,
      cause: error,
    });
  }
}

function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
