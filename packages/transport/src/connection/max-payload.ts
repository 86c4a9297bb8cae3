import { DEFAULT_MAX_PAYLOAD } from "@natsbridge/schema/base";
import type { NatsConnection } from "./nats-connection.ts";

/**
 * Largest message the server of a connection takes now, in bytes, headers included.
 * It may change with a reconnect. Without a connection, or while there is no server: 1,048,576.
 */
export function maxPayload(connection?: NatsConnection | null): number {
  return connection?.info?.max_payload ?? DEFAULT_MAX_PAYLOAD;
}
