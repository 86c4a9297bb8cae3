import { headers as createHeaders, wsconnect } from "@nats-io/nats-core";
import type { NatsClientLibrary } from "./client.ts";

export { createHeaders };

/** `wsconnect` of `@nats-io/nats-core`: a page has WebSocket only. */
export const client: NatsClientLibrary = {
  schemes: ["ws", "wss"],
  otherSchemes:
    "In a browser connect with wss:// or ws:// to the websocket port of the server (`websocket { port: 8080 }` in its configuration)",
  connect: (options) => wsconnect(options),
};
