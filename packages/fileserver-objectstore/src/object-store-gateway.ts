import { createServer } from "node:http";
import { listenHttp } from "@natsbridge/fileserver/serve";
import {
  booleanOption,
  filledTextOption,
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
  const { url, port: bound, close } = await listenHttp(server, { host, port, what: "the gateway" });
  return { url, port: bound, close, [Symbol.asyncDispose]: close };
}
