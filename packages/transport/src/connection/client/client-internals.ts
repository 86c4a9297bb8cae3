import type { NatsConnection } from "../nats-connection.ts";

/**
 * What the connections of both NATS clients have, though neither says so in its types. All of it is read here, and a test
 * says of each version what it has; a connection of another make has none of it and is taken at its word.
 */
interface Internals {
  readonly protocol?: {
    /** Whether there is a server now. */
    readonly connected?: boolean;
    readonly transport?: { readonly socket?: object };
  };
  /** What the connection was made with. */
  readonly options?: { readonly inboxPrefix?: string };
}

/** Whether there is a server at present. What a client takes while there is none, it drops when it connects again. */
export function isConnected(connection: NatsConnection): boolean {
  const { protocol } = connection as Internals;
  return !connection.isClosed() && (protocol?.connected ?? true);
}

/** The prefix of the subjects on which this connection may hear answers. */
export function inboxPrefix(connection: NatsConnection): string {
  return (connection as Internals).options?.inboxPrefix ?? "_INBOX";
}

/** Ends the socket of a connection at once; false where it shows none, as over WebSocket. */
export function destroySocket(connection: NatsConnection): boolean {
  const socket = (connection as Internals).protocol?.transport?.socket;
  if (!(socket && "destroy" in socket && typeof socket.destroy === "function")) return false;
  socket.destroy();
  return true;
}

/** Ends the queue that `status()` gave. */
export function stopStatus(events: AsyncIterable<unknown>): void {
  if ("stop" in events && typeof events.stop === "function") events.stop();
}
