import { EventQueue } from "@natsbridge/schema/base";
import type { NatsConnection, NatsSubscribeOptions, NatsSubscription } from "./nats-connection.ts";
import type { NatsMessage } from "./nats-message.ts";
import { subscribeGuarded } from "./subscribe-guarded.ts";

/** A subscription that goes on when its connection is replaced by another. */
export class LastingSubscription implements NatsSubscription {
  readonly #subject: string;
  readonly #options: NatsSubscribeOptions;
  readonly #onEnd: () => void;
  readonly #queue: EventQueue<NatsMessage>;
  #inner: NatsSubscription | undefined;
  #max: number | undefined;
  #received = 0;
  /** Received before the present connection. */
  #before = 0;
  #taken = 0;
  #error: Error | undefined;

  constructor(subject: string, options: NatsSubscribeOptions, onEnd: () => void) {
    this.#subject = subject;
    this.#options = options;
    this.#max = options.max;
    this.#onEnd = onEnd;
    this.#queue = new EventQueue(onEnd);
  }

  /** Subscribes on a connection, in place of the one before. */
  attach(connection: NatsConnection): void {
    const { queue } = this.#options;
    this.#before = this.#received;
    this.#inner = subscribeGuarded(connection, this.#subject, {
      ...(queue !== undefined && { queue }),
      ...(this.#max !== undefined && { max: this.#max - this.#received }),
      callback: (error, message) => this.#receive(error, message),
    });
  }

  unsubscribe(max?: number): void {
    if (max === undefined || this.#received >= max) {
      this.#inner?.unsubscribe();
      this.#end();
    } else {
      this.#max = max;
      this.#inner?.unsubscribe(max - this.#before);
    }
  }

  async drain(): Promise<void> {
    try {
      await this.#inner?.drain();
    } finally {
      this.#end();
    }
  }

  getPending(): number {
    return this.#options.callback ? 0 : this.#received - this.#taken;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<NatsMessage, void, undefined> {
    try {
      for await (const message of this.#queue) {
        this.#taken += 1;
        yield message;
      }
      if (this.#error) throw this.#error;
    } finally {
      this.unsubscribe();
    }
  }

  #receive(error: Error | null, message: NatsMessage): void {
    const { callback } = this.#options;
    if (error) {
      this.#error = error;
      this.#end();
      callback?.(error, message);
      return;
    }
    this.#received += 1;
    if (callback) callback(null, message);
    else this.#queue.push(message);
    if (this.#max !== undefined && this.#received >= this.#max) this.#end();
  }

  #end(): void {
    this.#queue.stop();
    this.#onEnd();
  }
}
