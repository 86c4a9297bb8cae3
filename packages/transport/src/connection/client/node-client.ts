import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import type { NatsConnection } from "../nats-connection.ts";
import type { NatsHeaders } from "../nats-headers.ts";
import type { ConnectionOptions, NatsClientLibrary } from "./client.ts";

/** What is used of a library for Node. */
export interface NodeLibrary {
  connect(options: ConnectionOptions): Promise<NatsConnection>;
  headers(): NatsHeaders;
}

/** A client over TCP and TLS, whose library is loaded with the first connection. */
export function nodeClient(load: () => Promise<NodeLibrary>): NatsClientLibrary {
  let loaded: NodeLibrary | undefined;
  const library = async () => {
    loaded ??= await load();
    return loaded;
  };
  return {
    schemes: ["nats", "tls"],
    otherSchemes:
      "In Node connect with nats:// or tls://; a WebSocket connection of your own can be passed as the connection",
    connect: async (options) => connectOrLetGo(await library(), options),
    createHeaders: async () => (await library()).headers(),
  };
}

/** The client leaves the socket of a server that accepts and says nothing open, which keeps the process alive. */
async function connectOrLetGo(
  library: NodeLibrary,
  options: ConnectionOptions,
): Promise<NatsConnection> {
  const dialled: Socket[] = [];
  const isOurs = new AsyncLocalStorage<true>();
  const onSocket = (message: unknown) => {
    if (isOurs.getStore()) dialled.push((message as { readonly socket: Socket }).socket);
  };
  subscribe("net.client.socket", onSocket);
  try {
    return await isOurs.run(true, () => library.connect(options));
  } catch (error) {
    for (const socket of dialled) socket.destroy();
    throw error;
  } finally {
    unsubscribe("net.client.socket", onSocket);
  }
}
