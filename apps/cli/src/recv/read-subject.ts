import { type NatsConnection, subscribe } from "@natsbridge/transport";
import type { Incoming } from "../message/incoming.ts";

/** Messages of a subject as they are published, from the moment the first is asked for. */
export async function* readSubject(
  connection: NatsConnection,
  subject: string,
  signal: AbortSignal,
  onReady: () => void,
): AsyncGenerator<Incoming> {
  const subscription = subscribe(connection, subject);
  const stop = () => subscription.unsubscribe();
  signal.addEventListener("abort", stop, { once: true });
  try {
    await subscription.ready;
    onReady();
    for await (const { subject: at, data, headers } of subscription) {
      yield { subject: at, data, headers, done: () => undefined, failed: () => undefined };
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}
