import type { ConsumedMessage } from "./consumed-message.ts";

/** Messages given and not yet settled; tells the server that they are being worked on. */
export class MessagesInHand {
  readonly #messages = new Set<ConsumedMessage>();
  readonly #timer: ReturnType<typeof setInterval> | undefined;
  #isLast = false;

  /** @param ack_wait in ms; undefined to tell the server nothing. */
  constructor(ack_wait: number | undefined) {
    if (ack_wait === undefined) return;
    this.#timer = setInterval(() => this.#sayWorking(), Math.max(ack_wait / 3, 10));
  }

  get size(): number {
    return this.#messages.size;
  }

  add(message: ConsumedMessage): void {
    this.#messages.add(message);
  }

  delete(message: ConsumedMessage): void {
    this.#messages.delete(message);
    this.#endIfDone();
  }

  /** No message will be added: ends with the last one settled. */
  finish(): void {
    this.#isLast = true;
    this.#endIfDone();
  }

  /** On a closed connection nothing can be said. */
  abandon(): void {
    clearInterval(this.#timer);
  }

  #sayWorking(): void {
    for (const message of this.#messages) message.working();
  }

  #endIfDone(): void {
    if (this.#isLast && this.#messages.size === 0) clearInterval(this.#timer);
  }
}
