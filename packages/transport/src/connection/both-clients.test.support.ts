import { connect as connect3 } from "@nats-io/transport-node";
import { connect as connect2 } from "nats";
import type { NatsConnection } from "./nats-connection.ts";

/** Options that both clients understand. */
export interface ClientOptions {
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
  readonly reconnectTimeWait?: number;
  readonly maxReconnectAttempts?: number;
  readonly reconnect?: boolean;
}

/** Connections as users of either client hold them, for `describe.each`. */
export const CLIENTS: readonly {
  readonly client: string;
  connect(options: ClientOptions): Promise<NatsConnection>;
}[] = [
  { client: "nats 2", connect: (options) => connect2({ ...options }) },
  { client: "@nats-io 3", connect: (options) => connect3({ ...options }) },
];
