import { connect as connect3 } from "@nats-io/transport-node";
import type { NatsConnection } from "@natsbridge/transport";
import { connect as connect2 } from "nats";

/** Options that both clients understand. */
interface ClientOptions {
  readonly servers: string;
  readonly user?: string;
  readonly pass?: string;
}

const RECONNECT = { reconnectTimeWait: 20, maxReconnectAttempts: -1 };

/** Connections as users of either client hold them, for `describe.each`. */
export const CLIENTS: readonly {
  readonly client: string;
  dial(options: ClientOptions): Promise<NatsConnection>;
}[] = [
  { client: "nats 2", dial: (options) => connect2({ ...RECONNECT, ...options }) },
  { client: "@nats-io 3", dial: (options) => connect3({ ...RECONNECT, ...options }) },
];
