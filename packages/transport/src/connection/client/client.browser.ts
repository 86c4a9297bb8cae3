import { pageLocation, partLoader } from "@natsbridge/schema/base";
import type { NatsClientLibrary } from "./client.ts";
import { namedExports } from "./named-exports.ts";

const natsCorePart = partLoader(() => import("@nats-io/nats-core"));

/**
 * `wsconnect` of `@nats-io/nats-core`: a page has WebSocket only. The library is loaded on first use, so that a page
 * that only reads messages, or brings a connection of its own, does not load it twice or at all.
 */
export const client: NatsClientLibrary = {
  schemes: ["ws", "wss"],
  otherSchemes:
    "In a browser connect with wss:// or ws:// to the websocket port of the server (`websocket { port: 8080 }` in its configuration)",
  connect: async (options) => {
    refuseMixedContent(options.servers);
    return (await natsCore()).wsconnect(options);
  },
  createHeaders: async () => (await natsCore()).headers(),
};

const natsCore = async () => namedExports(await natsCorePart(), "wsconnect");

const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d+){3}|\[::1\])$/i;

/** The browser would refuse it too, and the client would wait for its time-out, since it is not told. */
function refuseMixedContent(servers: unknown): void {
  if (pageLocation()?.protocol !== "https:" || !Array.isArray(servers)) return;
  for (const server of servers) {
    const url = URL.parse(String(server));
    if (url?.protocol !== "ws:" || LOOPBACK.test(url.hostname)) continue;
    throw new Error("a page on https: may not open an insecure websocket (ws:)");
  }
}
