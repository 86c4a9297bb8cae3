/** What one message went through. */
interface Deliveries {
  /** One per delivery, whether it was marked redelivered. */
  readonly marks: boolean[];
}

/** Counts the deliveries of messages by their `msg_id`. */
export class DeliveryLog {
  readonly #seen = new Map<string, Deliveries>();
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  add(msg_id: string, redelivered: boolean): void {
    const deliveries = this.#seen.get(msg_id) ?? { marks: [] };
    deliveries.marks.push(redelivered);
    this.#seen.set(msg_id, deliveries);
    for (const { count, resolve } of this.#waiting) if (this.#seen.size >= count) resolve();
  }

  /** Different messages so far. */
  get size(): number {
    return this.#seen.size;
  }

  has(msg_id: string): boolean {
    return this.#seen.has(msg_id);
  }

  /** Resolves when so many different messages were seen. */
  async reached(count: number): Promise<void> {
    if (this.#seen.size >= count) return;
    await new Promise<void>((resolve) => this.#waiting.push({ count, resolve }));
  }

  /** Deliveries beyond the first of each message. */
  get repeats(): number {
    return [...this.#seen.values()].reduce((sum, { marks }) => sum + marks.length - 1, 0);
  }

  /** Repeats that were not marked redelivered. */
  get unmarkedRepeats(): number {
    return [...this.#seen.values()].reduce(
      (sum, { marks }) => sum + marks.slice(1).filter((isMarked) => !isMarked).length,
      0,
    );
  }
}
