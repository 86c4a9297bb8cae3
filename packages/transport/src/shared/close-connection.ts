import { untilDeadline } from "@natsbridge/schema/base";
import { isConnected } from "../connection/client/client-internals.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { microtasks } from "./microtasks.ts";

/** Time the server has to take what is pending, in ms. */
const DRAIN_TIMEOUT = 5_000;

/** Sends what is pending and closes a connection of ours; closes it as well where the server does not answer. */
export async function closeConnection(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return;
  // Publishes that wait for the end of this turn go first.
  await microtasks();
  // Without a server nothing can be sent, and a client that connects again for ever would wait for one.
  if (!isConnected(connection)) return connection.close();
  const limits = { timeout: DRAIN_TIMEOUT };
  await untilDeadline(connection.drain(), limits, (why) => new Error(why)).catch(() =>
    connection.close(),
  );
}
