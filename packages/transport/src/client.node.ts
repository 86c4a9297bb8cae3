import { connect, headers } from "nats";
import type { NatsClientLibrary } from "./client.ts";

/** `nats` 2 over TCP and TLS. */
export const client: NatsClientLibrary = {
  schemes: ["nats", "tls"],
  otherSchemes:
    "In Node connect with nats:// or tls://; a WebSocket connection of your own can be passed as the connection",
  connect: (options) => connect(options),
  createHeaders: async () => headers(),
};
