import { untilDeadline } from "@natsbridge/schema/base";
import { isConnected } from "./client/client-internals.ts";
import type { NatsConnection } from "./nats-connection.ts";

/** Waits until the server has read all that was published, in ms at most; not at all where there is none. Never rejects. */
export async function flushWithin(connection: NatsConnection, timeout: number): Promise<void> {
  if (!isConnected(connection)) return;
  await untilDeadline(connection.flush(), { timeout }, (why) => new Error(why)).catch(
    () => undefined,
  );
}
