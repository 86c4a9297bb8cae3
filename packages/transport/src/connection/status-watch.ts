import type { NatsConnection } from "./nats-connection.ts";
import { nextTurn } from "./next-turn.ts";
import { type NatsStatus, statusEvents } from "./status.ts";

/** Reads the events of a connection once for all that have something under way on it. */
export class StatusWatch {
  readonly #listeners = new Set<(event: NatsStatus) => void>();

  constructor(connection: NatsConnection) {
    void this.#follow(statusEvents(connection));
  }

  /** Tells a listener of every event until it is removed. It must not throw. */
  add(listener: (event: NatsStatus) => void): void {
    this.#listeners.add(listener);
  }

  delete(listener: (event: NatsStatus) => void): void {
    this.#listeners.delete(listener);
  }

  /**
   * Resolves when the listeners were told of all events that the client has read. It hands them on from queue to
   * queue, by promises only, so that none is left in the next turn of the loop.
   */
  passed(): Promise<void> {
    return nextTurn();
  }

  async #follow(events: AsyncIterable<NatsStatus>): Promise<void> {
    try {
      for await (const event of events) {
        for (const listener of this.#listeners) listener(event);
      }
    } catch {
      // The client's queue failed: it tells nothing more.
    }
  }
}
