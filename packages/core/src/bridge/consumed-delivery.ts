import { NatsBridgeError } from "@natsbridge/schema";
import type { ConsumedMessage, DeliveryInfo, NatsConnection } from "@natsbridge/transport";
import { numberOption } from "../check-option.ts";
import { parseMessage } from "../receive/parse-message.ts";
import type { ReceivedEnvelope } from "../receive/received.ts";
import { smartreceive } from "../smartreceive.ts";
import type { ConsumeOptions, Delivery } from "./consume-options.ts";
import { publishDeadLetter } from "./dead-letter.ts";
import type { RecentIds } from "./recent-ids.ts";
import { type RemovableLink, removeFiles } from "./remove-files.ts";

/** What the deliveries of one consumption share. */
export interface DeliveryContext {
  readonly connection: NatsConnection;
  readonly options: ConsumeOptions;
  readonly handled: RecentIds;
  /** Deliveries of one message at most; undefined or below 1 for no limit. */
  readonly max_deliver: number | undefined;
  /** Messages of an ordered consumption are not acknowledged. */
  readonly isOrdered: boolean;
  /** Fires when no new work should begin. */
  readonly stopping: AbortSignal;
  readonly warn: (correlation_id: string, text: string) => void;
}

/** A received message of a stream, and what becomes of it. */
export class ConsumedDelivery implements Delivery {
  readonly env: ReceivedEnvelope;
  readonly info: DeliveryInfo;
  /** Resolves when it was settled. */
  readonly settled: Promise<void>;
  readonly #message: ConsumedMessage;
  readonly #context: DeliveryContext;
  readonly #settle: () => void;
  #isSettled = false;

  private constructor(message: ConsumedMessage, env: ReceivedEnvelope, context: DeliveryContext) {
    this.env = env;
    this.info = message.info;
    this.#message = message;
    this.#context = context;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.settled = promise;
    this.#settle = resolve;
  }

  /** Receives a message. One that cannot be received, or was handled before, is settled here and gives undefined. */
  static async receive(
    message: ConsumedMessage,
    context: DeliveryContext,
  ): Promise<ConsumedDelivery | undefined> {
    try {
      const env = await smartreceive(message, { ...context.options, lazy: false });
      if (context.handled.has(env.msg_id)) {
        message.ack();
        return undefined;
      }
      return new ConsumedDelivery(message, env, context);
    } catch (error) {
      await giveUpOrRetry(message, asError(error), context, isUnreadable(error));
      return undefined;
    }
  }

  async ack(): Promise<void> {
    if (!this.#begin()) return;
    const { options, handled, isOrdered, warn } = this.#context;
    handled.add(this.env.msg_id);
    if (isOrdered) return;
    const links = removableLinks(this.#message, this.env);
    if (links.length === 0 && options.double_ack !== true) return this.#message.ack();
    try {
      await this.#message.ackAck();
    } catch (error) {
      // It may be delivered again, and then needs its files.
      return warn(this.env.correlation_id, asError(error).message);
    }
    for (const fault of await removeFiles(links, options)) {
      warn(
        this.env.correlation_id,
        `A file was not removed after the ack: ${asError(fault).message}`,
      );
    }
  }

  nak(delay?: number): void {
    if (this.#begin()) this.#message.nak(delay);
  }

  term(reason?: string): void {
    if (this.#begin()) this.#message.term(reason);
  }

  /** The handler failed: deliver again later, or give up after the last delivery. */
  async fail(error: unknown): Promise<void> {
    if (!this.#begin()) return;
    await giveUpOrRetry(this.#message, asError(error), this.#context, false);
  }

  #begin(): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#settle();
    return true;
  }
}

async function giveUpOrRetry(
  message: ConsumedMessage,
  error: Error,
  context: DeliveryContext,
  isHopeless: boolean,
): Promise<void> {
  const { max_deliver, options, warn } = context;
  const { delivery_count } = message.info;
  const isLast = max_deliver !== undefined && max_deliver > 0 && delivery_count >= max_deliver;
  if (!isHopeless && !isLast && !context.isOrdered) {
    warn("", `Delivery ${delivery_count} failed, it will be delivered again: ${error.message}`);
    return message.nak(retryDelay(delivery_count, options));
  }
  try {
    await options.on_poison?.(error, message);
    if (options.dead_letter_subject !== undefined) {
      await publishDeadLetter(context.connection, options.dead_letter_subject, message, error);
    }
    if (options.on_poison === undefined) warn("", `Message given up: ${error.message}`);
    message.term(NatsBridgeError.isInstance(error) ? error.code : "handler_failed");
  } catch (fault) {
    // The reference must not be lost: better once more than never.
    warn("", `A message could not be given up: ${asError(fault).message}`);
    message.nak(retryDelay(delivery_count, options));
  }
}

/** Grows with each delivery, so that a service that is down is not asked all the time. */
function retryDelay(deliveries: number, options: ConsumeOptions): number {
  const first = numberOption("nak_delay", options.nak_delay, 1000);
  const most = numberOption("max_nak_delay", options.max_nak_delay, 60_000);
  return Math.min(first * 2 ** (deliveries - 1), most);
}

/** Whether no later delivery can be read either. */
function isUnreadable(error: unknown): boolean {
  if (!NatsBridgeError.isInstance(error)) return false;
  return !error.isRetryable && error.code !== "aborted" && error.code !== "invalid_config";
}

function removableLinks(message: ConsumedMessage, env: ReceivedEnvelope): RemovableLink[] {
  const isRemovable = ({ transport, metadata }: ReceivedEnvelope["payload_info"][number]) =>
    transport === "link" && metadata.remove_after === "ack";
  if (!env.payload_info.some(isRemovable)) return [];
  const { payloads } = parseMessage(message, { unsafe_integers: "number" });
  return payloads.flatMap(({ data }, index) => {
    const info = env.payload_info[index];
    return info !== undefined && isRemovable(info) ? [{ url: String(data) }] : [];
  });
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
