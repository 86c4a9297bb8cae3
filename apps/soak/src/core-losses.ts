import type { BridgeStatus } from "@natsbridge/core";

/** Events after which messages of Core NATS may be missing. */
const TELLING = new Set<BridgeStatus["type"]>([
  "disconnect",
  "reconnect",
  "connection_replaced",
  "slow_consumer",
]);

/** Who was told that messages may be missing: the subscriber itself, or only the publisher, or nobody. */
export interface LossCounts {
  readonly lost: number;
  /** Between the arrival of the message before and that of the next one the subscriber was told nothing. */
  readonly told_to_publisher_only: number;
  /** Nor was the publisher, from the send of the message before to that of the next one that came. */
  readonly untold: number;
  /** The first of each gap of which nobody was told. */
  readonly untold_from: readonly number[];
}

/**
 * Core messages, numbered from 0 and sent one after the other. A loss counts as told only where the event lies within
 * its own gap: after the last message that came before it and before the first one that came after.
 */
export class CoreLosses {
  /** How many events each side has been told of. */
  readonly #told = { subscriber: 0, publisher: 0 };
  readonly #begun: number[] = [];
  readonly #confirmed: number[] = [];
  readonly #arrived = new Map<number, number>();

  /** A send begins. */
  begin(n: number): void {
    this.#begun[n] = this.#told.publisher;
  }

  /** It was confirmed by the server. */
  confirm(n: number): void {
    this.#confirmed[n] = this.#told.publisher;
  }

  receive(n: number): void {
    if (!this.#arrived.has(n)) this.#arrived.set(n, this.#told.subscriber);
  }

  /** Follows a bridge until it closes. */
  async follow(
    side: "subscriber" | "publisher",
    events: AsyncIterable<BridgeStatus>,
  ): Promise<void> {
    for await (const { type } of events) if (TELLING.has(type)) this.#told[side] += 1;
  }

  /** What is missing of all that was confirmed. */
  count(): LossCounts {
    const counts = { lost: 0, told_to_publisher_only: 0, untold: 0 };
    const untold_from: number[] = [];
    let before = -1;
    for (let n = 0; n <= this.#confirmed.length; n += 1) {
      const isEnd = n === this.#confirmed.length;
      if (!isEnd && !this.#arrived.has(n)) continue;
      const missing = n - before - 1;
      counts.lost += missing;
      if (missing > 0 && !this.#isSubscriberTold(before, n)) {
        if (this.#isPublisherTold(before, n)) counts.told_to_publisher_only += missing;
        else {
          counts.untold += missing;
          untold_from.push(before + 1);
        }
      }
      before = n;
    }
    return { ...counts, untold_from };
  }

  #isSubscriberTold(before: number, after: number): boolean {
    const until = this.#arrived.get(after) ?? this.#told.subscriber;
    return until > (this.#arrived.get(before) ?? 0);
  }

  #isPublisherTold(before: number, after: number): boolean {
    const until = this.#confirmed[after] ?? this.#told.publisher;
    return until > (this.#begun[before] ?? 0);
  }
}
