import {
  assertKnownOptions,
  functionOption,
  messageOf,
  NatsBridgeError,
  type OptionNames,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { natsFault } from "../connection/nats-fault.ts";
import type { NatsMessage } from "../connection/nats-message.ts";
import { subscribeGuarded } from "../connection/subscribe-guarded.ts";
import { untilReachable } from "../connection/until-connected.ts";
import { assertQueue } from "../jetstream/name.ts";
import { assertSubscribeSubject } from "../publish/subject.ts";
import { type PermissionWatch, watchPermission } from "../shared/permission-watch.ts";

/** Time the server has to confirm a subscription, in ms; connecting again counts. */
const READY_TIMEOUT = 10_000;

/** Options of {@link subscribe}. */
export interface SubscribeOptions {
  /** Each message goes to one member of a queue group. Default: none. */
  readonly queue?: string | undefined;
  /** Unsubscribe after this many messages. Default: never. */
  readonly max?: number | undefined;
  /** Called for each message, in place of iterating; with an error once where the server refuses the subscription. */
  readonly callback?: ((error: NatsBridgeError | null, message: NatsMessage) => void) | undefined;
}

const KNOWN: OptionNames<SubscribeOptions> = { queue: true, max: true, callback: true };

/** A subscription: iterate over it, unless it has a callback. */
export interface Subscription extends AsyncIterable<NatsMessage> {
  readonly subject: string;
  /**
   * Resolves when the server has the subscription: what is published from then on is received. Rejects with
   * `permission_denied`, or `connection_failed` where no server answers within 10,000 ms.
   */
  readonly ready: Promise<void>;
  /** Messages that wait here to be taken. */
  pending(): number;
  /** Stops at once, or after `max` messages in all. */
  unsubscribe(max?: number): void;
  /** Stops new messages and resolves when those already here were taken. */
  drain(): Promise<void>;
}

/**
 * Subscribes on a connection of either client.
 *
 * @throws NatsBridgeError `invalid_subject`, `invalid_config` for the queue, `connection_failed` on a closed connection; iterating ends with
 *   `permission_denied` where the server refuses the subscription, with `connection_failed` where the connection ends.
 */
export function subscribe(
  connection: NatsConnection,
  subject: string,
  options: SubscribeOptions = {},
): Subscription {
  assertSubscribeSubject(subject);
  assertKnownOptions("subscribe options", options, KNOWN);
  const queue = options.queue ?? undefined;
  const max = wholeNumberOption("max", options.max, undefined, { from: 1 });
  const callback = functionOption("callback", options.callback);
  if (queue !== undefined) assertQueue(queue);
  try {
    const wanted = { ...(queue !== undefined && { queue }), ...(max !== undefined && { max }) };
    const subscription =
      callback === undefined
        ? connection.subscribe(subject, wanted)
        : subscribeGuarded(connection, subject, {
            ...wanted,
            callback: (error, message) =>
              callback(error && subscribeError(subject, error), message),
          });
    const watch = watchPermission(connection, "subscription", subject);
    const ready = confirmed(connection, subject, watch);
    // Whoever looks at it gets the error; nobody has to.
    ready.catch(() => undefined);
    let isWanted = true;
    let limit = max ?? Number.POSITIVE_INFINITY;
    let taken = 0;
    return {
      subject,
      ready,
      pending: () => subscription.getPending(),
      async *[Symbol.asyncIterator]() {
        try {
          for await (const message of subscription) {
            taken += 1;
            yield message;
          }
        } catch (error) {
          throw subscribeError(subject, error);
        }
        // The clients end it in silence when the connection ends.
        if (isWanted && taken < limit) throw closedError(subject);
      },
      unsubscribe(after) {
        if (after === undefined) isWanted = false;
        else limit = after;
        subscription.unsubscribe(after);
      },
      drain() {
        isWanted = false;
        return subscription.drain();
      },
    };
  } catch (error) {
    throw subscribeError(subject, error);
  }
}

async function confirmed(
  connection: NatsConnection,
  subject: string,
  watch: PermissionWatch,
): Promise<void> {
  const isReachable = await untilReachable(connection, READY_TIMEOUT);
  if (await watch.end()) throw deniedError(subject);
  if (isReachable) return;
  const why = connection.isClosed() ? "the connection is closed" : "no server answers";
  throw subscribeError(subject, new Error(why));
}

function closedError(subject: string): NatsBridgeError {
  return new NatsBridgeError({
    code: "connection_failed",
    message: `The subscription to "${subject}" ended because its connection was closed. Whoever owns the connection closed it, or its client gave up`,
    isRetryable: false,
  });
}

function deniedError(subject: string, cause?: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "permission_denied",
    message: `The server does not allow this user to subscribe to "${subject}". Ask for the subscribe permission on it, or use other credentials`,
    cause,
  });
}

function subscribeError(subject: string, cause: unknown): NatsBridgeError {
  if (NatsBridgeError.isInstance(cause)) return cause;
  if (natsFault(cause) === "subscription_denied") return deniedError(subject, cause);
  const why = messageOf(cause);
  const message = `The subscription to "${subject}" failed: ${why}`;
  return new NatsBridgeError({ code: "connection_failed", message, cause });
}
