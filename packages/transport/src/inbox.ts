import type { NatsConnection } from "./nats-connection.ts";

/** A new subject that only this client listens on, with the inbox prefix of its connection. */
export function createInbox(connection: NatsConnection): string {
  // Both clients keep their options there, though neither says so in its types.
  const { options } = connection as { readonly options?: { readonly inboxPrefix?: string } };
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const id = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${options?.inboxPrefix ?? "_INBOX"}.${id}`;
}
