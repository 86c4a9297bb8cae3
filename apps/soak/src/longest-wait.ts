/** The longest of many waits, in ms. */
export class LongestWait {
  readonly #begun = new Map<string, number>();
  #longest = 0;

  begin(key: string): void {
    if (!this.#begun.has(key)) this.#begun.set(key, performance.now());
  }

  end(key: string): void {
    const begun = this.#begun.get(key);
    if (begun === undefined) return;
    this.#begun.delete(key);
    this.#longest = Math.max(this.#longest, performance.now() - begun);
  }

  /** With what still waits. */
  get longest(): number {
    const now = performance.now();
    const waiting = [...this.#begun.values()].map((begun) => now - begun);
    return Math.round(Math.max(this.#longest, ...waiting));
  }
}
