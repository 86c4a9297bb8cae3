import { connect as connect3 } from "@nats-io/transport-node";
import { connect as connect2, type NatsConnection } from "nats";

/** Options that both clients understand. */
export interface NatsClientOptions {
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
  readonly inboxPrefix?: string;
  readonly reconnect?: boolean;
  readonly reconnectTimeWait?: number;
  readonly maxReconnectAttempts?: number;
}

/** Comes back quickly, and never gives up. */
const RECONNECT = { reconnectTimeWait: 20, maxReconnectAttempts: -1 };

/** Connections as users of either client hold them, for `describe.each`. */
export const NATS_CLIENTS: readonly {
  readonly client: string;
  dial(options: NatsClientOptions): Promise<NatsConnection | Awaited<ReturnType<typeof connect3>>>;
}[] = [
  { client: "nats 2", dial: (options) => connect2({ ...RECONNECT, ...options }) },
  { client: "@nats-io 3", dial: (options) => connect3({ ...RECONNECT, ...options }) },
];
