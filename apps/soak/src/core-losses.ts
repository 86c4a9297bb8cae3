import type { BridgeStatus } from "@natsbridge/core";

/** Events after which messages of Core NATS may be missing. */
const TELLING = new Set<BridgeStatus["type"]>(["disconnect", "reconnect", "slow_consumer"]);

/** How long before it is told a link may have swallowed everything, and how long after it messages may still be missing, in ms. */
const BEFORE = 60_000;
const AFTER = 15_000;

/** Numbered Core messages that were sent, those that came, and what was told meanwhile. */
export class CoreLosses {
  readonly #sent = new Map<number, number>();
  readonly #told: number[] = [];
  lost = 0;

  sent(n: number): void {
    this.#sent.set(n, performance.now());
  }

  received(n: number): void {
    this.#sent.delete(n);
  }

  /** Follows a bridge until it closes. */
  async follow(events: AsyncIterable<BridgeStatus>): Promise<void> {
    for await (const { type } of events) if (TELLING.has(type)) this.#told.push(performance.now());
  }

  /** How many messages are missing of which nobody was told that there could be some. */
  untold(): number {
    const missing = [...this.#sent.values()];
    this.lost = missing.length;
    const isTold = (at: number) =>
      this.#told.some((told) => told >= at - AFTER && told <= at + BEFORE);
    return missing.filter((at) => !isTold(at)).length;
  }
}
