import { loadNats3 } from "./connection/client/load-nats3.ts";
import { nodeClient } from "./connection/client/node-client.ts";
import { type ConnectOptions, connectWith } from "./connection/connect.ts";
import type { NatsConnection } from "./connection/nats-connection.ts";

export type { ConnectOptions, NatsConnection };

/**
 * Connects to NATS with `@nats-io/transport-node` 3, an optional peer, where the default in Node is `nats` 2. What it
 * gives is passed as `nats_connection`; whoever made it closes it. In Node alone.
 *
 * @throws NatsBridgeError as the default `connect`; `unsupported` where the library is not installed.
 */
export async function connect(options: ConnectOptions = {}): Promise<NatsConnection> {
  const library = await loadNats3();
  return connectWith(
    nodeClient(async () => library),
    options,
  );
}
