import {
  assertKnownOptions,
  booleanOption,
  NatsBridgeError,
  type OptionNames,
  objectOption,
  signalOption,
  untilDeadline,
} from "@natsbridge/schema/base";
import { client as defaultClient } from "#client";
import type { ConnectionOptions, NatsClientLibrary } from "./client/client.ts";
import { connectError } from "./connect-error.ts";
import { growingWait } from "./growing-wait.ts";
import type { NatsConnection } from "./nats-connection.ts";
import { commonLogin, parseServers } from "./servers.ts";
import { timeoutOption } from "./timeout-option.ts";
import { watchLogin } from "./watch-login.ts";

/** Options of {@link connect}. */
export interface ConnectOptions {
  /**
   * A URL, a list separated by commas, or several. The scheme may lack; `user:password@` and `token@` are honoured.
   * Default: `nats://localhost:4222`.
   */
  readonly servers?: string | readonly string[] | undefined;
  /** Time for the first connection, all servers together, in ms. Default: 5,000. */
  readonly connect_timeout?: number | undefined;
  /** Passed to the NATS client as they are; they win over credentials in the URL. `waitOnFirstConnect` is not honoured. */
  readonly connection_options?: ConnectionOptions | undefined;
  /** Whether to connect again, for ever, after a connection broke. Default: true. */
  readonly reconnect?: boolean | undefined;
  /** Aborts the connecting, not the connection. */
  readonly signal?: AbortSignal | undefined;
}

const KNOWN: OptionNames<ConnectOptions> = {
  servers: true,
  connect_timeout: true,
  connection_options: true,
  reconnect: true,
  signal: true,
};

/** Time for a connection unless told otherwise, in ms. */
const DEFAULT_CONNECT_TIMEOUT = 5_000;

/** How often the server is asked whether it is there, in ms. */
const PING_INTERVAL = 15_000;

/** A server that hangs must leave time for the next, but each gets this long, in ms. */
const SHORTEST_DIAL = 250;

/**
 * Connects to NATS: in Node with `nats` 2, in a browser with `wsconnect` of `@nats-io/nats-core`.
 *
 * @throws NatsBridgeError `connection_failed` where no server answers in time, `permission_denied` where one
 *   refuses the credentials, `invalid_config` for what is no server or no option, `unsupported` for a scheme
 *   that this runtime cannot reach, `aborted`.
 */
export function connect(options: ConnectOptions = {}): Promise<NatsConnection> {
  return connectWith(defaultClient, options);
}

/** {@link connect}, with a client that the caller chose. */
export async function connectWith(
  client: NatsClientLibrary,
  options: ConnectOptions,
): Promise<NatsConnection> {
  assertKnownOptions("connect options", options, KNOWN);
  const connect_timeout = timeoutOption(
    "connect_timeout",
    options.connect_timeout,
    DEFAULT_CONNECT_TIMEOUT,
  );
  const connection_options = objectOption("connection_options", options.connection_options);
  const reconnect = booleanOption("reconnect", options.reconnect, true);
  const signal = signalOption("signal", options.signal);
  const list = parseServers(options.servers);
  const login = commonLogin(list);
  for (const scheme of list.schemes) {
    if (client.schemes.includes(scheme)) continue;
    const message = `${list.label}: this runtime cannot connect to ${scheme}://. ${client.otherSchemes}`;
    throw new NatsBridgeError({ code: "unsupported", message });
  }
  const dialTimeout = Math.max(SHORTEST_DIAL, Math.floor(connect_timeout / list.servers.length));
  const watched = watchLogin(connection_options ?? {});
  const connecting = (async () =>
    client.connect({
      name: "natsbridge",
      reconnect,
      maxReconnectAttempts: -1,
      ...(connection_options?.reconnectTimeWait === undefined && {
        reconnectDelayHandler: growingWait(),
      }),
      // A login that is refused now may be taken later: passwords are rotated, and clocks differ.
      ignoreAuthErrorAbort: true,
      // A link that swallows everything shows itself by this alone.
      pingInterval: PING_INTERVAL,
      maxPingOut: 2,
      ...(list.schemes.has("tls") && { tls: {} }),
      ...login,
      ...watched.options,
      servers: [...list.servers],
      timeout: dialTimeout,
      waitOnFirstConnect: false,
    }))();
  try {
    const made = Promise.race([connecting, watched.thrown]);
    return await untilDeadline(made, { timeout: connect_timeout, signal }, (why) => {
      return why === "aborted"
        ? new Error("aborted", { cause: signal?.reason })
        : new Error("time-out");
    });
  } catch (error) {
    // The client cannot be told to give up: a connection that comes too late is closed.
    connecting.then((connection) => connection.close()).catch(() => undefined);
    throw connectError(error, list.label, connect_timeout, signal);
  }
}
