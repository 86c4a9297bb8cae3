/** Events that wait for whoever iterates. */
export class EventQueue<Item> implements AsyncIterable<Item> {
  readonly #items: Item[] = [];
  readonly #onStop: () => void;
  #isStopped = false;
  #wake: () => void = () => undefined;

  constructor(onStop: () => void) {
    this.#onStop = onStop;
  }

  push(item: Item): void {
    if (this.#isStopped) return;
    this.#items.push(item);
    this.#wake();
  }

  /** No more events; those already here pass. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    this.#onStop();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    try {
      for (;;) {
        const item = this.#items.shift();
        if (item !== undefined) yield item;
        else if (this.#isStopped) return;
        else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      this.stop();
    }
  }
}
