import { untilDeadline } from "@natsbridge/schema/base";
import { isConnected } from "../connection/client/client-internals.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { microtasks } from "./microtasks.ts";

/** Waits until the server has read all that was published, in ms at most; not at all where there is none. Never rejects. */
export async function flushWithin(connection: NatsConnection, timeout: number): Promise<void> {
  // What waits for the end of this turn goes first: publishes, and what is said of messages.
  await microtasks();
  if (!isConnected(connection)) return;
  await untilDeadline(connection.flush(), { timeout }, (why) => new Error(why)).catch(
    () => undefined,
  );
}
