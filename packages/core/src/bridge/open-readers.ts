import { settleWithin } from "@natsbridge/schema/base";
import type { EnvelopeConsumption } from "../consume/consume-options.ts";
import type { EnvelopeSubscription } from "../consume/envelope-subscription.ts";

/** What a bridge reads at present. */
export class OpenReaders {
  readonly #subscriptions = new Set<EnvelopeSubscription<unknown>>();
  readonly #consumptions = new Set<EnvelopeConsumption>();

  addSubscription(subscription: EnvelopeSubscription<unknown>): void {
    this.#subscriptions.add(subscription);
  }

  deleteSubscription(subscription: EnvelopeSubscription<unknown>): void {
    this.#subscriptions.delete(subscription);
  }

  /** It is there until it has closed. */
  addConsumption(consumption: EnvelopeConsumption): void {
    this.#consumptions.add(consumption);
    void consumption.closed.then(() => this.#consumptions.delete(consumption));
  }

  /** Takes nothing new, and waits so many ms for what is in hand. */
  stopConsumptions(timeout: number): Promise<void> {
    return settleWithin(
      [...this.#consumptions].map((consumption) => consumption.stop()),
      timeout,
    );
  }

  /** Ends the subscriptions after what is here already, and waits so many ms until the server knows. */
  drainSubscriptions(timeout: number): Promise<void> {
    const drained = [...this.#subscriptions].map((subscription) => subscription.drain());
    this.#subscriptions.clear();
    return settleWithin(drained, timeout);
  }
}
