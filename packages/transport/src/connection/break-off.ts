import type { NatsConnection } from "./nats-connection.ts";

/**
 * Lets go of a server that says nothing, so that the client connects again. The client itself first waits until all
 * that it has written has left, which a link that swallows everything never lets happen: where there is a socket it is
 * ended at once.
 */
export function breakOff(connection: NatsConnection): void {
  // Both clients have it, though neither says so in its types.
  const { protocol } = connection as {
    readonly protocol?: { readonly transport?: { readonly socket?: object } };
  };
  const socket = protocol?.transport?.socket;
  if (socket && "destroy" in socket && typeof socket.destroy === "function") socket.destroy();
  else void connection.reconnect?.().catch(() => undefined);
}
