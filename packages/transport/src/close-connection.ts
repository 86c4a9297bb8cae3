import { untilDeadline } from "./deadline.ts";
import type { NatsConnection } from "./nats-connection.ts";

/** Time the server has to take what is pending, in ms. */
const DRAIN_TIMEOUT = 5_000;

/** Sends what is pending and closes a connection of ours; closes it as well where the server does not answer. */
export async function closeConnection(connection: NatsConnection): Promise<void> {
  if (connection.isClosed()) return;
  const limits = { timeout: DRAIN_TIMEOUT };
  await untilDeadline(connection.drain(), limits, (why) => new Error(why)).catch(() =>
    connection.close(),
  );
}
