import type { Broker } from "./servers.ts";

/** Sees what a subject carries, as the server gives it out. */
export interface WireTap {
  /** The first message, or undefined once it is certain that there is none. */
  first(isExpected: boolean): Promise<Uint8Array | undefined>;
  close(): void;
}

const TIMEOUT_MS = 10_000;

export async function tapWire(broker: Broker, subject: string): Promise<WireTap> {
  const { promise, resolve } = Promise.withResolvers<Uint8Array | undefined>();
  const subscription = broker.connection.subscribe(subject, {
    callback: (_error, message) => resolve(message.data),
  });
  await broker.connection.flush();
  return {
    async first(isExpected) {
      // What was published before the sender was done is here after a round trip.
      if (!isExpected) await broker.connection.flush().then(() => resolve(undefined));
      const timer = setTimeout(() => resolve(undefined), TIMEOUT_MS);
      return promise.finally(() => clearTimeout(timer));
    },
    close: () => subscription.unsubscribe(),
  };
}
