import { messageOf, NatsBridgeError } from "@natsbridge/schema/base";
import type { ConsumedMessage, DeliveryInfo, NatsHeaders } from "@natsbridge/transport";
import { parseMessage } from "../receive/parse-message.ts";
import { receiveMessage } from "../receive/receive-message.ts";
import type { ReceivedEnvelope } from "../receive/received.ts";
import { loadTelemetry } from "../telemetry/load-telemetry.ts";
import type { Delivery, DeliveryHandler } from "./consume-options.ts";
import { readDeadLetter } from "./dead-letter-headers.ts";
import type { DeliveryContext } from "./delivery-context.ts";
import { giveUpOrRetry } from "./give-up-or-retry.ts";
import { hasRemovableLinks, removableLinks, removeFiles } from "./remove-files.ts";

/** A received message of a stream, and what becomes of it. */
export class ConsumedDelivery implements Delivery {
  readonly env: ReceivedEnvelope;
  readonly info: DeliveryInfo;
  readonly headers: NatsHeaders | undefined;
  readonly reason: string | undefined;
  readonly code: string | undefined;
  readonly stream: string | undefined;
  readonly seq: number | undefined;
  readonly deliveries: number | undefined;
  /** Resolves when it was settled. */
  readonly settled: Promise<void>;
  readonly #message: ConsumedMessage;
  readonly #context: DeliveryContext;
  readonly #settle: () => void;
  #isSettled = false;

  private constructor(message: ConsumedMessage, env: ReceivedEnvelope, context: DeliveryContext) {
    this.env = env;
    this.info = message.info;
    this.headers = message.headers;
    const letter = readDeadLetter(message.headers);
    this.reason = letter?.reason;
    this.code = letter?.code;
    this.stream = letter?.stream;
    this.seq = letter?.seq;
    this.deliveries = letter?.deliveries;
    this.#message = message;
    this.#context = context;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.settled = promise;
    this.#settle = resolve;
  }

  /**
   * Receives a message. One that cannot be received, was handled before, or was delivered too often is settled here
   * and gives undefined. Never rejects.
   */
  static async receive(
    message: ConsumedMessage,
    context: DeliveryContext,
  ): Promise<ConsumedDelivery | undefined> {
    const claimed = context.handled.isOn ? await claimedId(message, context) : undefined;
    if (claimed === "settled") return undefined;
    try {
      if (message.info.delivery_count > context.max_deliver) {
        const before = message.info.delivery_count - 1;
        throw new Error(`Delivered ${before} times, and whoever handled it ended without a word`);
      }
      const env = await receiveMessage(message, context.settings.receiving);
      return new ConsumedDelivery(message, env as ReceivedEnvelope, context);
    } catch (error) {
      if (claimed !== undefined) context.handled.release(claimed, false);
      await giveUpOrRetry(message, error, context, isUnreadable(error));
      return undefined;
    }
  }

  /** Runs the handler as a part of the trace that the message carries. */
  async handle(handler: DeliveryHandler): Promise<void> {
    const telemetry = await loadTelemetry();
    const attributes = {
      "messaging.system": "nats",
      "messaging.destination.name": this.#message.subject,
    };
    await telemetry.continueTrace(this.#message.headers, () =>
      telemetry.run("process", attributes, async () => handler(this.env, this)),
    );
  }

  // Settled from anywhere: callers take the functions out of the delivery.
  readonly ack = async (): Promise<void> => {
    if (!this.#begin(true)) return;
    const { consumer, remove_files, double_ack, receiving } = this.#context.settings;
    if (consumer === undefined) return;
    const links =
      remove_files && hasRemovableLinks(this.env)
        ? await removableLinks(this.#message, this.env)
        : [];
    if (links.length === 0 && !double_ack) return this.#message.ack();
    try {
      await this.#message.ackAck();
    } catch (error) {
      // It may be delivered again, and then needs its files.
      if (double_ack) throw error;
      return this.#tell("ack", messageOf(error));
    }
    for (const fault of await removeFiles(links, receiving)) {
      this.#tell("remove", `A file was not removed after the ack: ${messageOf(fault)}`);
    }
  };

  readonly nak = (delay?: number): void => {
    if (this.#begin(false)) this.#message.nak(delay);
  };

  readonly term = (reason?: string): void => {
    if (this.#begin(false)) this.#message.term(reason);
  };

  /** The handler failed: deliver again later, or give up after the last delivery. Never rejects. */
  async fail(error: unknown): Promise<void> {
    if (this.#begin(false)) return giveUpOrRetry(this.#message, error, this.#context, false);
    const text = `The handler failed after it had settled its message: ${messageOf(error)}`;
    this.#tell("handler_failed", text);
  }

  #tell(code: string, text: string): void {
    const { correlation_id } = this.env;
    this.#context.tell({ code, text, fields: { correlation_id } });
  }

  #begin(isHandled: boolean): boolean {
    if (this.#isSettled) return false;
    this.#isSettled = true;
    this.#context.handled.release(this.env.msg_id, isHandled);
    this.#settle();
    return true;
  }
}

/** The id that was claimed, undefined where there is none; or it was settled as another's repeat. */
async function claimedId(
  message: ConsumedMessage,
  context: DeliveryContext,
): Promise<string | undefined> {
  let msg_id: string;
  try {
    ({ msg_id } = await parseMessage(message, { unsafe_integers: "number" }));
  } catch {
    return undefined;
  }
  const claim = context.handled.claim(msg_id);
  if (claim === "claimed") return msg_id;
  if (claim === "handled") message.ack();
  // Its twin is in hand: what becomes of that decides.
  else message.nak(context.settings.nak_delay);
  return "settled";
}

/** Whether no later delivery can be read either. */
function isUnreadable(error: unknown): boolean {
  if (!NatsBridgeError.isInstance(error)) return false;
  return !error.isRetryable && error.code !== "aborted" && error.code !== "invalid_config";
}
