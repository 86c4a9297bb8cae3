import { NatsBridgeError } from "@natsbridge/schema/base";
import { apiPrefix, createInbox, type NatsMessage, subscribeGuarded } from "@natsbridge/transport";
import type { ObjectStore } from "./object-store-settings.ts";
import { streamName } from "./subjects.ts";

/** A stored message. */
export interface DirectMessage {
  readonly data: Uint8Array;
  /** Its place in the stream. */
  readonly sequence: number;
  /** Messages on its subject that follow it; undefined where the server does not say. */
  readonly pending: number | undefined;
}

/** What to read. */
export interface DirectGetOptions {
  readonly subject: string;
  /** First place in the stream to look at. */
  readonly sequence: number;
  /** Bytes to ask for at once. */
  readonly max_bytes: number;
  readonly batch: number;
  readonly signal: AbortSignal;
}

const END_OF_BATCH = 204;

/**
 * Asks for a batch of messages on a subject, which any server that has a copy answers, without a consumer. The batch is
 * empty when there is nothing, or not yet on that server.
 * @throws NatsBridgeError `timeout` when no message comes within the time-out of the store; `no_responders` where nobody
 * answers: without JetStream, and where the bucket was made without `allow_direct`.
 */
export async function directGet(
  store: ObjectStore,
  options: DirectGetOptions,
): Promise<readonly DirectMessage[]> {
  const { connection, bucket, timeout } = store;
  const { subject, sequence, batch, max_bytes, signal } = options;
  const inbox = createInbox(connection);
  const messages: DirectMessage[] = [];
  const ended = Promise.withResolvers<void>();
  const late = () =>
    ended.reject(
      new NatsBridgeError({
        code: "timeout",
        message: `object store ${bucket}: no answer for ${timeout} ms`,
      }),
    );
  let timer = setTimeout(late, timeout);
  const onAbort = () => ended.reject(signal.reason);
  const receive = (error: Error | null, message: NatsMessage) => {
    clearTimeout(timer);
    timer = setTimeout(late, timeout);
    if (error !== null) ended.reject(error);
    else if (isEnd(message)) ended.resolve();
    else messages.push(readMessage(message));
  };
  const subscription = subscribeGuarded(connection, inbox, { callback: receive }, ended.reject);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const request = JSON.stringify({ seq: sequence, next_by_subj: subject, batch, max_bytes });
    const question = `${apiPrefix(store)}.DIRECT.GET.${streamName(bucket)}`;
    connection.publish(question, request, { reply: inbox });
    await ended.promise;
    return messages;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    subscription.unsubscribe();
  }
}

/** The end of a batch, or the answer that there is nothing; without JetStream nobody answers (503). */
function isEnd(message: NatsMessage): boolean {
  const { headers } = message;
  const status = headers?.code ?? 0;
  if (status === 503)
    throw new NatsBridgeError({
      code: "no_responders",
      message: "JetStream does not answer: is it enabled, and the object store there?",
    });
  return status === END_OF_BATCH || status === 404 || status === 408;
}

function readMessage({ data, headers }: NatsMessage): DirectMessage {
  return {
    data,
    sequence: Number(headers?.get("Nats-Sequence")),
    pending: Number(headers?.get("Nats-Num-Pending")),
  };
}
