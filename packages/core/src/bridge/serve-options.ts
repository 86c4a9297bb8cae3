import type { NatsBridgeError } from "@natsbridge/schema";
import {
  booleanOption,
  filledTextOption,
  functionOption,
  loggerOption,
  type OptionNames,
  signalOption,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import type { SubscribeEnvelopesOptions } from "../consume/envelope-subscription.ts";
import type { PoisonListeners } from "../consume/report-poison.ts";
import { assertOptions } from "../options/known-options.ts";
import type { SmartReceiveOptions } from "../options/receive-options.ts";
import { type ReceiveSettings, receiveSettings } from "../options/receive-settings.ts";
import type { LazyEnvelope, ReceivedEnvelope } from "../receive/received.ts";
import type { SendPayload } from "../send/payload-list.ts";

/** Options of `NATSBridge.serve`, besides those of `smartsend` and `smartreceive`. */
export interface ServeOptions extends Omit<SubscribeEnvelopesOptions, "concurrency"> {
  /** Handlers that run at the same time. Default: 1. */
  readonly concurrency?: number | undefined;
  /** Whether whoever asked is told the message of an error, and not only its code. Default: false. */
  readonly expose_errors?: boolean | undefined;
}

/**
 * Answers one message. A list of payloads is the reply, nothing an ACK; what it throws becomes a NACK. It may be called
 * for messages that expect no answer; then what it gives goes nowhere.
 */
export type ServeHandler<Envelope extends ReceivedEnvelope | LazyEnvelope = ReceivedEnvelope> = (
  env: Envelope,
) => ServeAnswer | Promise<ServeAnswer>;

/** What a handler gives. */
export type ServeAnswer = readonly SendPayload[] | null | undefined | void;

/** A service under way. */
export interface Service {
  /** Resolves when the server has the subscription; rejects with `permission_denied` or `connection_failed`. */
  readonly ready: Promise<void>;
  /** Takes nothing new; resolves when what is in hand is answered. A handler must not await it. */
  stop(): Promise<void>;
  /** Resolves when it has ended, with the error where one ended it. */
  readonly closed: Promise<NatsBridgeError | undefined>;
}

/** Options of one service, checked and completed. */
export interface ServeSettings extends PoisonListeners {
  readonly queue: string | undefined;
  readonly concurrency: number;
  readonly expose_errors: boolean;
  readonly receiving: ReceiveSettings;
  readonly signal: AbortSignal | undefined;
}

type OwnOptions = Omit<ServeOptions, keyof SmartReceiveOptions>;

const OWN: OptionNames<OwnOptions> = {
  queue: true,
  concurrency: true,
  expose_errors: true,
  on_poison: true,
};

/** @throws NatsBridgeError `invalid_config` for an option that `serve` does not know. */
export function assertServeOptions(options: ServeOptions): void {
  assertOptions("serve", options, OWN);
}

/** @throws NatsBridgeError `invalid_config`, which names the option. */
export function serveSettings(options: ServeOptions): ServeSettings {
  return {
    receiving: receiveSettings({ ...options, signal: undefined }),
    queue: filledTextOption("queue", options.queue, undefined),
    concurrency: wholeNumberOption("concurrency", options.concurrency, 1, { from: 1 }),
    expose_errors: booleanOption("expose_errors", options.expose_errors, false),
    on_poison: functionOption("on_poison", options.on_poison),
    logger: loggerOption("logger", options.logger),
    signal: signalOption("signal", options.signal),
  };
}
