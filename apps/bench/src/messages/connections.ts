import { connect as connectV3 } from "@nats-io/transport-node";
import { NATSBridge } from "@natsbridge/core";
import { type NatsServer, startNatsServer } from "@natsbridge/nats-server";
import type { NatsConnection as AnyConnection } from "@natsbridge/transport";
import { connect, type NatsConnection } from "nats";

/** Largest message of the server, in bytes. */
const MAX_PAYLOAD = 16 * 2 ** 20;

/** A server, who sends to it and who reads from it. */
export interface Connections {
  readonly server: NatsServer;
  readonly sender: NatsConnection;
  readonly reader: NatsConnection;
  /** Sends over the other NATS client. */
  readonly otherSender: AnyConnection;
  readonly bridge: NATSBridge;
  close(): Promise<void>;
}

/** Everything in this process but the server. */
export async function openConnections(): Promise<Connections> {
  const server = await startNatsServer({ jetstream: true, max_payload: MAX_PAYLOAD });
  const servers = server.url;
  const sender = await connect({ servers });
  const reader = await connect({ servers });
  const otherSender = await connectV3({ servers });
  const bridge = await NATSBridge.connect({ broker_url: servers });
  return {
    server,
    sender,
    reader,
    otherSender,
    bridge,
    async close() {
      await bridge.close();
      for (const connection of [sender, reader, otherSender]) await connection.close();
      await server.stop();
    },
  };
}
