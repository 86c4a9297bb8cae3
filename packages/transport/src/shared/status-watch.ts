import type { NatsConnection } from "../connection/nats-connection.ts";
import { type NatsStatus, statusEvents } from "../connection/status.ts";
import { microtasks } from "./microtasks.ts";

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
   * Resolves when the listeners were told of all events that the client has read: it hands them on from queue to queue,
   * by promises only.
   */
  passed(): Promise<void> {
    return microtasks();
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
