const MOST = 100_000;

/** Remembers ids for some time, and the newest 100,000 at most. */
export class RecentIds {
  readonly #window: number;
  readonly #seen = new Map<string, number>();

  /** @param window How long to remember an id, in ms. */
  constructor(window: number) {
    this.#window = window;
  }

  has(id: string): boolean {
    const seen = this.#seen.get(id);
    return seen !== undefined && performance.now() - seen < this.#window;
  }

  add(id: string): void {
    if (this.#window === 0) return;
    const now = performance.now();
    this.#seen.delete(id);
    this.#seen.set(id, now);
    // A map keeps the order of insertion: the oldest come first.
    for (const [old, seen] of this.#seen) {
      if (this.#seen.size <= MOST && now - seen < this.#window) break;
      this.#seen.delete(old);
    }
  }
}
