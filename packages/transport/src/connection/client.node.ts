import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { connect, headers, type NatsConnection } from "nats";
import type { ConnectionOptions, NatsClientLibrary } from "./client.ts";

/** `nats` 2 over TCP and TLS. */
export const client: NatsClientLibrary = {
  schemes: ["nats", "tls"],
  otherSchemes:
    "In Node connect with nats:// or tls://; a WebSocket connection of your own can be passed as the connection",
  connect: connectOrLetGo,
  createHeaders: async () => headers(),
};

/** The client leaves the socket of a server that accepts and says nothing open, which keeps the process alive. */
async function connectOrLetGo(options: ConnectionOptions): Promise<NatsConnection> {
  const dialled: Socket[] = [];
  const isOurs = new AsyncLocalStorage<true>();
  const onSocket = (message: unknown) => {
    if (isOurs.getStore()) dialled.push((message as { readonly socket: Socket }).socket);
  };
  subscribe("net.client.socket", onSocket);
  try {
    return await isOurs.run(true, () => connect(options));
  } catch (error) {
    for (const socket of dialled) socket.destroy();
    throw error;
  } finally {
    unsubscribe("net.client.socket", onSocket);
  }
}
