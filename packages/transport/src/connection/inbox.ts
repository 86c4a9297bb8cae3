import { inboxPrefix } from "./client/client-internals.ts";
import type { NatsConnection } from "./nats-connection.ts";

/** A subject that nobody else uses, under the inbox prefix of the connection. */
export function createInbox(connection: NatsConnection): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  const name = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${inboxPrefix(connection)}.${name}`;
}
