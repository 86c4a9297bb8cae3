import { DEFAULT_MAX_PAYLOAD, invalidConfig, NatsBridgeError } from "@natsbridge/schema/base";
import { connect, maxPayload, type NatsConnection } from "@natsbridge/transport";
import type { SendSettings } from "../options/send-settings.ts";

/** Where a message goes: the caller's connection, one of our own, or nowhere. */
export interface SendChannel {
  readonly connection: NatsConnection | undefined;
  /** Largest message in bytes, headers included, that the broker takes now. */
  maxPayload(): number;
  /** Ends a connection of our own; the caller's is left alone. */
  close?(): Promise<void>;
}

/** @throws NatsBridgeError `connection_failed` or `permission_denied`; as a rejection where it has to connect. */
export function openChannel(settings: SendSettings): SendChannel | Promise<SendChannel> {
  const { nats_connection: given } = settings;
  if (given === undefined && settings.is_publish) return connectChannel(settings);
  if (given !== undefined) assertOpen(given);
  return {
    connection: given,
    maxPayload: () => (given ? maxPayload(given) : DEFAULT_MAX_PAYLOAD),
  };
}

async function connectChannel({
  broker_url: servers,
  signal,
  connection_options,
}: SendSettings): Promise<SendChannel> {
  const connection = await connect({ servers, reconnect: false, signal, connection_options });
  return {
    connection,
    maxPayload: () => maxPayload(connection),
    close: async () => {
      await connection.close();
    },
  };
}

/**
 * What cannot be published must not be uploaded either.
 *
 * @throws NatsBridgeError `invalid_config` for what is no connection, `connection_failed` for a closed one.
 */
export function assertOpen(connection: NatsConnection): void {
  if (typeof connection.publish !== "function" || typeof connection.isClosed !== "function") {
    throw invalidConfig("nats_connection", "a connection of nats 2 or @nats-io 3", connection);
  }
  if (!connection.isClosed()) return;
  throw new NatsBridgeError({
    code: "connection_failed",
    message: "nats_connection is closed; pass an open one, or none to have one made",
    isRetryable: false,
  });
}
