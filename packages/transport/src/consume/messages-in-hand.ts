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

  /** Whether a message with this sequence in the stream is being worked on, and the server is told so. */
  isKeptAlive(stream_sequence: number): boolean {
    if (this.#timer === undefined) return false;
    for (const { info } of this.#messages) {
      if (info.stream_sequence === stream_sequence) return true;
    }
    return false;
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

  /** Says nothing more: nobody works on them, or nobody hears it. The server delivers them again. */
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
