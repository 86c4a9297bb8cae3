import type { NatsClientLibrary } from "./client.ts";

/**
 * `wsconnect` of `@nats-io/nats-core`: a page has WebSocket only. The library is loaded on first use, so that a page
 * that only reads messages, or brings a connection of its own, does not load it twice or at all.
 */
export const client: NatsClientLibrary = {
  schemes: ["ws", "wss"],
  otherSchemes:
    "In a browser connect with wss:// or ws:// to the websocket port of the server (`websocket { port: 8080 }` in its configuration)",
  connect: async (options) => (await import("@nats-io/nats-core")).wsconnect(options),
  createHeaders: async () => (await import("@nats-io/nats-core")).headers(),
};
