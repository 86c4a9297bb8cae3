import { nextTurn } from "@natsbridge/schema/base";

/** Longest that work goes on without letting the event loop have its turn, in ms. */
const TURN_MS = 12;

/** Work that can be left off wherever it yields. */
export type Steps<T> = Generator<void, T>;

/** Does work at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Shares the event loop with everything else: whoever works asks it every few milliseconds at most. */
export class Turns {
  #since: number = performance.now();

  /** Does work, a turn at a time. */
  async run<T>(steps: Steps<T>): Promise<T> {
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
      if (this.isOver()) await this.pass();
    }
  }

  isOver(): boolean {
    return performance.now() - this.#since > TURN_MS;
  }

  async pass(): Promise<void> {
    await nextTurn();
    this.#since = performance.now();
  }
}
