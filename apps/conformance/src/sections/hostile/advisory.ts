import type { NatsConnection } from "nats";

/** What the server has told of a consumer's messages. */
export interface Advisory {
  readonly count: number;
  /** Resolves with the first. */
  readonly came: Promise<void>;
  stop(): void;
}

/** Counts what the server tells of a consumer's messages, such as `MSG_NAKED.STREAM`. */
export function advisory(connection: NatsConnection, kind: string): Advisory {
  const { promise: came, resolve } = Promise.withResolvers<void>();
  const told = { count: 0, came, stop: () => subscription.unsubscribe() };
  const subscription = connection.subscribe(`$JS.EVENT.ADVISORY.CONSUMER.${kind}.>`, {
    callback: () => {
      told.count++;
      resolve();
    },
  });
  return told;
}
