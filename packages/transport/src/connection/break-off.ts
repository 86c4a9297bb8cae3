import { destroySocket } from "./client/client-internals.ts";
import type { NatsConnection } from "./nats-connection.ts";

/**
 * Lets go of a server that says nothing, so that the client connects again. The client itself first waits until all
 * that it has written has left, which a link that swallows everything never lets happen: where there is a socket it is
 * ended at once.
 */
export function breakOff(connection: NatsConnection): void {
  if (!destroySocket(connection)) void connection.reconnect?.().catch(() => undefined);
}
