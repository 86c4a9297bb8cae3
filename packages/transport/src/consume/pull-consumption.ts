import { messageOf, NatsBridgeError, pause } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { NatsMessage } from "../connection/nats-message.ts";
import { statusEvents } from "../connection/status.ts";
import { isNotFound } from "../jetstream/jetstream-api.ts";
import { AckPendingWatch } from "./ack-pending-watch.ts";
import { consumeDenied, nextSubject, pullEnd, refusedError } from "./consume-denied.ts";
import type { ConsumeMessagesOptions, ConsumeStatus, Consumption } from "./consume-options.ts";
import { type ConsumedMessage, consumedMessage } from "./consumed-message.ts";
import type { ConsumerSource } from "./consumer-source.ts";
import { readDeliveryInfo } from "./delivery-info.ts";
import { MessagesInHand } from "./messages-in-hand.ts";
import { PullSubscription } from "./pull-subscription.ts";

const DEFAULT_MAX_MESSAGES = 10;

/** Time between attempts to find a consumer that does not answer, in ms. */
const RECOVER_WAIT = 500;

/** A consumption of a source that exists. */
export class PullConsumption implements Consumption {
  readonly #closed = Promise.withResolvers<NatsBridgeError | undefined>();
  readonly closed: Promise<NatsBridgeError | undefined> = this.#closed.promise;
  readonly #connection: NatsConnection;
  readonly #options: ConsumeMessagesOptions;
  readonly #source: ConsumerSource;
  readonly #pulls: PullSubscription;
  readonly #events: ReturnType<typeof statusEvents>;
  readonly #inHand: MessagesInHand;
  readonly #ackPending: AckPendingWatch;
  readonly #queue: ConsumedMessage[] = [];
  #wake: () => void = () => undefined;
  #stopping: Promise<void> | undefined;
  #isRecovering = false;
  #failure: NatsBridgeError | undefined;

  constructor(connection: NatsConnection, options: ConsumeMessagesOptions, source: ConsumerSource) {
    this.#connection = connection;
    this.#options = options;
    this.#source = source;
    this.#ackPending = new AckPendingWatch(connection, options, source, this.#tell);
    this.#pulls = new PullSubscription(connection, {
      message: (message) => this.#receive(message),
      refused: (status, description) => this.#refused(status, description),
      idle: () => void this.#ackPending.idle(),
      silent: () => void this.#recover("silent", "no heartbeat from the server"),
    });
    this.#inHand = new MessagesInHand((options.auto_working ?? true) ? source.ack_wait : undefined);
    this.#events = statusEvents(connection);
    void this.#followConnection();
    void this.#endWithConnection();
    options.signal?.addEventListener("abort", this.#onAbort, { once: true });
    if (options.signal?.aborted) this.#onAbort();
    else this.#pull();
  }

  get consumer(): string {
    return this.#source.consumer;
  }

  get max_deliver(): number | undefined {
    return this.#source.max_deliver;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ConsumedMessage, void, undefined> {
    let isBroken = true;
    try {
      for (;;) {
        const message = this.#queue.shift();
        if (message) {
          if (this.#source.ack_wait === undefined) this.#release(message);
          yield message;
        } else if (this.#failure) {
          throw this.#failure;
        } else if (this.#stopping) {
          isBroken = false;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      // Whoever breaks off is not working any more: what it did not settle is delivered again after `ack_wait`.
      if (isBroken) this.#inHand.abandon();
      await this.stop();
    }
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  readonly #onAbort = (): void => void this.stop();

  async #stop(): Promise<void> {
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    this.#events.stop();
    this.#giveBack();
    await this.#pulls.stop();
    this.#giveBack();
    if (this.#connection.isClosed()) this.#inHand.abandon();
    this.#inHand.finish();
    this.#wake();
    await this.#source.end(this.#connection.isClosed());
    this.#closed.resolve(this.#failure);
  }

  #giveBack(): void {
    for (const message of this.#queue.splice(0)) message.nak();
  }

  #fail(error: NatsBridgeError): void {
    if (this.#stopping) return;
    this.#failure = error;
    void this.stop();
  }

  #pull(): void {
    if (this.#stopping || this.#isRecovering) return;
    const room = (this.#options.max_messages ?? DEFAULT_MAX_MESSAGES) - this.#inHand.size;
    this.#pulls.pull(nextSubject(this.#options, this.#source.consumer), room);
  }

  #receive(raw: NatsMessage): void {
    const said = readDeliveryInfo(raw.reply);
    if (!said) return;
    const info = this.#source.mark(said);
    if (!this.#source.accepts(info)) {
      if (info.consumer === this.#source.consumer)
        void this.#recover("silent", "a message is missing");
      return;
    }
    // Delivered again while a connection was away, though it is still being worked on here: settling it settles both.
    if (info.redelivered && this.#inHand.isKeptAlive(info.stream_sequence)) {
      this.#pull();
      return;
    }
    const message = consumedMessage(this.#connection, raw, info, (isDelayed) =>
      this.#release(message, isDelayed),
    );
    this.#inHand.add(message);
    this.#queue.push(message);
    // A message that came while stopping goes back.
    if (this.#stopping) this.#giveBack();
    this.#wake();
  }

  #release(message: ConsumedMessage, isDelayed = false): void {
    if (isDelayed) this.#ackPending.delayed();
    this.#inHand.delete(message);
    void this.#pulls.afterTurn(() => this.#pull());
  }

  #refused(status: number, description: string): void {
    const said = `${status} ${description}`;
    const end = pullEnd(said);
    if (end === "routine") this.#pull();
    else if (end === "hopeless") this.#fail(refusedError(this.#options.stream, said));
    else void this.#recover("refused", said);
  }

  async #recover(type: "silent" | "refused" | "reconnected", description: string): Promise<void> {
    if (this.#isRecovering || this.#stopping) return;
    this.#isRecovering = true;
    const { signal } = this.#options;
    this.#tell({ type, description });
    const began = performance.now();
    // A consumer that refuses for the moment must not be asked in a tight loop.
    if (type === "refused") await pause(RECOVER_WAIT, signal);
    while (!this.#stopping && !this.#connection.isClosed()) {
      try {
        const found = await this.#source.recover();
        this.#pulls.reset();
        if (found) this.#tell(found);
        this.#tell({ type: "recovered", description: this.consumer });
        break;
      } catch (error) {
        const isLate = performance.now() - began >= this.#source.patience;
        if (isNotFound(error, "consumer") || (isNotFound(error, "stream") && isLate)) {
          this.#fail(error);
          break;
        }
        const why = messageOf(error);
        this.#tell({ type: "unavailable", description: why });
        await pause(RECOVER_WAIT, signal);
      }
    }
    this.#isRecovering = false;
    this.#pull();
  }

  readonly #tell = (status: ConsumeStatus): void => {
    try {
      this.#options.on_status?.(status);
    } catch {
      // Whoever listens must not end the consumption.
    }
  };

  async #followConnection(): Promise<void> {
    for await (const event of this.#events) {
      const denied = consumeDenied(event, this.#options, this.consumer);
      if (denied) this.#fail(denied);
      // What was on the way is lost, and a restarted server may have lost the consumer.
      if (event.type === "reconnect") void this.#recover("reconnected", event.server ?? "");
    }
  }

  /** Only one of the clients ends its events when the connection closes. */
  async #endWithConnection(): Promise<void> {
    const cause = await this.#connection.closed();
    this.#inHand.abandon();
    const message = `The connection closed while consuming stream "${this.#options.stream}"`;
    this.#fail(new NatsBridgeError({ code: "connection_failed", message, cause }));
  }
}
