import { LastingConnection, type NatsConnection } from "@natsbridge/transport";
import type { BridgeOptions } from "../options/bridge-options.ts";
import { brokerAddress } from "../options/locations.ts";
import { assertOpen } from "../send/send-channel.ts";

/** The connection of a bridge: the caller's, else one of our own to `broker_url`, which lasts until it is closed. */
export async function bridgeConnection(options: BridgeOptions): Promise<NatsConnection> {
  const { nats_connection, connect_timeout, connection_options, signal } = options;
  if (nats_connection) {
    assertOpen(nats_connection);
    return nats_connection;
  }
  return LastingConnection.connect({
    servers: brokerAddress(options.broker_url).url,
    connect_timeout,
    connection_options,
    signal,
  });
}
