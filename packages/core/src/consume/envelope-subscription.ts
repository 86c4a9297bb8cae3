import {
  anySignal,
  filledTextOption,
  functionOption,
  loggerOption,
  mapInOrder,
  type OptionNames,
  signalOption,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import { type NatsConnection, type NatsMessage, subscribe } from "@natsbridge/transport";
import { assertOptions } from "../options/known-options.ts";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { type ReceiveSettings, receiveSettings } from "../options/receive-settings.ts";
import { receiveMessage } from "../receive/receive-message.ts";
import type { LazyEnvelope, ReceivedEnvelope } from "../receive/received.ts";
import type { Teller } from "../telemetry/teller.ts";
import { type PoisonHandler, type PoisonListeners, reportPoison } from "./report-poison.ts";

/** Options of `NATSBridge.subscribe`, besides those of `smartreceive`. */
export interface SubscribeEnvelopesOptions extends SmartReceiveOptions {
  /** Each message goes to one member of the queue group. Default: none. */
  readonly queue?: string | undefined;
  /** How many messages are downloaded and decoded at once; they are given in order all the same. Default: 1. */
  readonly concurrency?: number | undefined;
  /**
   * Told of each message that is dropped because it cannot be received; so is the logger. Default: without a logger
   * either, a warning of the process, once a minute for each code.
   */
  readonly on_poison?: PoisonHandler | undefined;
}

type OwnOptions = Omit<SubscribeEnvelopesOptions, keyof SmartReceiveOptions>;

const OWN: OptionNames<OwnOptions> = { queue: true, concurrency: true, on_poison: true };

/** @throws NatsBridgeError `invalid_config` for an option that `subscribe` does not know. */
export function assertSubscribeOptions(options: SubscribeEnvelopesOptions): void {
  assertOptions("subscribe", options, OWN);
}

/** A subscription that gives envelopes: iterate over it. */
export interface EnvelopeSubscription<Envelope> extends AsyncIterable<Envelope> {
  readonly subject: string;
  /**
   * Resolves when the server has the subscription: what is published from then on is received. Rejects with
   * `permission_denied`, or `connection_failed` where no server answers within 10,000 ms.
   */
  readonly ready: Promise<void>;
  /** Stops at once. */
  unsubscribe(): void;
  /** Stops new messages; the iteration ends after those already here. */
  drain(): Promise<void>;
}

/** Whom a subscription tells of itself. */
export interface SubscriptionHooks {
  readonly teller: Teller;
  /** It has stopped. */
  onEnd(): void;
  /** Messages wait to be taken, more than there should be. */
  onPileUp(pending: number): void;
}

/** Messages that wait to be taken before that is worth a word. */
const PILE = 1_000;

/** Subscribes and receives; one bad message never ends it. */
export function subscribeEnvelopes<Envelope extends ReceivedEnvelope | LazyEnvelope>(
  connection: NatsConnection,
  subject: string,
  options: SubscribeEnvelopesOptions,
  hooks: SubscriptionHooks,
): EnvelopeSubscription<Envelope> {
  const concurrency = wholeNumberOption("concurrency", options.concurrency, 1, { from: 1 });
  const queue = filledTextOption("queue", options.queue, undefined);
  const signal = signalOption("signal", options.signal);
  const told = {
    on_poison: functionOption("on_poison", options.on_poison),
    logger: loggerOption("logger", options.logger),
  };
  const ended = new AbortController();
  // A wrong option is the caller's mistake, and not that of every message.
  const receiving = receiveSettings({
    ...options,
    // Handles are used after the iteration, too; a download that nobody waits for is not.
    signal: options.lazy ? signal : anySignal(ended.signal, signal),
  });
  const subscription = subscribe(connection, subject, { queue });
  const stop = () => {
    signal?.removeEventListener("abort", stop);
    subscription.unsubscribe();
    ended.abort();
    hooks.onEnd();
  };
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) queueMicrotask(stop);
  let isPiledUp = false;
  const lookAtPile = () => {
    const pending = subscription.pending();
    if (pending >= PILE && !isPiledUp) hooks.onPileUp(pending);
    isPiledUp = pending >= (isPiledUp ? PILE / 2 : PILE);
  };
  return {
    subject,
    ready: subscription.ready,
    unsubscribe: stop,
    drain: () => subscription.drain(),
    async *[Symbol.asyncIterator]() {
      try {
        const received = mapInOrder(subscription, concurrency, (message) => {
          lookAtPile();
          return receiveOrReport(message, receiving, told, ended.signal, hooks.teller);
        });
        for await (const envelope of received) {
          if (envelope !== undefined) yield envelope as Envelope;
        }
      } finally {
        stop();
      }
    },
  };
}

async function receiveOrReport(
  message: NatsMessage,
  receiving: ReceiveSettings,
  told: PoisonListeners,
  ended: AbortSignal,
  teller: Teller,
): Promise<ReceivedEnvelope | LazyEnvelope | undefined> {
  try {
    return await receiveMessage(message, receiving);
  } catch (error) {
    if (!ended.aborted)
      await reportPoison(error, message, told, { operation: "subscribe", teller });
    return undefined;
  }
}
