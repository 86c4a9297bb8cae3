import { sha256Text } from "@natsbridge/schema/base";

const MOST = 100_000;

/**
 * Remembers ids for some time, and the newest 100,000 at most; knows which are being worked on. It keeps a hash of each,
 * since an id may be as long as a message.
 */
export class RecentIds {
  readonly #window: number;
  readonly #handled = new Map<string, number>();
  readonly #claimed = new Set<string>();

  /** @param window How long to remember an id, in ms; 0 to remember none. */
  constructor(window: number) {
    this.#window = window;
  }

  get isOn(): boolean {
    return this.#window > 0;
  }

  /** Takes an id to work on, unless it was handled within the window or is being worked on. */
  claim(msg_id: string): "claimed" | "handled" | "busy" {
    const id = sha256Text(msg_id);
    const handled = this.#handled.get(id);
    if (handled !== undefined && performance.now() - handled < this.#window) return "handled";
    if (this.#claimed.has(id)) return "busy";
    this.#claimed.add(id);
    return "claimed";
  }

  /** Gives a claimed id back: handled, or to be tried again. */
  release(msg_id: string, isHandled: boolean): void {
    if (!this.isOn) return;
    const id = sha256Text(msg_id);
    this.#claimed.delete(id);
    if (!isHandled) return;
    const now = performance.now();
    this.#handled.delete(id);
    this.#handled.set(id, now);
    // A map keeps the order of insertion: the oldest come first.
    for (const [old, seen] of this.#handled) {
      if (this.#handled.size <= MOST && now - seen < this.#window) break;
      this.#handled.delete(old);
    }
  }
}
