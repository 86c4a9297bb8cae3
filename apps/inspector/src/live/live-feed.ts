import { type NatsMessage, type Subscription, subscribe } from "@natsbridge/transport";
import type { NATSBridge } from "natsbridge";
import { type SeenMessage, seenMessage } from "../message/seen-message.ts";

/** Most that are kept to be looked at; the oldest are let go. */
const MOST_KEPT = 10_000;
const MOST_KEPT_BYTES = 128_000_000;

/** Most that wait to be read; more is dropped, and counted. */
const MOST_WAITING = 5_000;
const MOST_WAITING_BYTES = 64_000_000;

/** How often what came is shown, and how long reading it may hold the page, in ms. */
const SHOW_EVERY = 100;
const READ_FOR = 30;

/** What was seen, at one moment. */
export interface LiveSnapshot {
  readonly subject: string;
  /** Whether the broker knows that the subject is watched: what is published from then on is seen. */
  readonly isWatching: boolean;
  /** The newest last. */
  readonly messages: readonly SeenMessage[];
  readonly received: number;
  /** Came faster than they could be read, and are lost to this page. */
  readonly dropped: number;
  /** Why nothing comes. */
  readonly fault: string;
}

const NOTHING: LiveSnapshot = {
  subject: "",
  isWatching: false,
  messages: [],
  received: 0,
  dropped: 0,
  fault: "",
};

/** Watches a subject, and keeps what came last. */
export class LiveFeed {
  readonly #bridge: NATSBridge;
  readonly #listeners = new Set<() => void>();
  #subscription: Subscription | undefined;
  #waiting: { readonly at: Date; readonly message: NatsMessage }[] = [];
  #waitingBytes = 0;
  #keptBytes = 0;
  #count = 0;
  #dropped = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #snapshot = NOTHING;

  constructor(bridge: NATSBridge) {
    this.#bridge = bridge;
  }

  /** Watches another subject; what was seen so far is let go. */
  watch(subject: string): void {
    this.stop();
    this.#count = 0;
    this.#dropped = 0;
    this.#keptBytes = 0;
    this.#show({ ...NOTHING, subject });
    try {
      const subscription = subscribe(this.#bridge.connection, subject, {
        callback: (error, message) => {
          if (error) this.#show({ ...this.#snapshot, fault: error.message });
          else this.#take(message);
        },
      });
      this.#subscription = subscription;
      const showNow = (found: Partial<LiveSnapshot>) => {
        if (this.#subscription === subscription) this.#show({ ...this.#snapshot, ...found });
      };
      subscription.ready.then(
        () => showNow({ isWatching: true }),
        (error: Error) => showNow({ fault: error.message }),
      );
    } catch (error) {
      this.#show({ ...this.#snapshot, fault: error instanceof Error ? error.message : "" });
    }
  }

  /** Lets go of the subject; what was seen stays. */
  stop(): void {
    this.#subscription?.unsubscribe();
    this.#subscription = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  readonly subscribe = (changed: () => void): (() => void) => {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  };

  readonly snapshot = (): LiveSnapshot => this.#snapshot;

  #take(message: NatsMessage): void {
    if (isServersOwn(message.subject)) return;
    this.#count += 1;
    this.#waiting.push({ at: new Date(), message });
    this.#waitingBytes += message.data.length;
    while (this.#waiting.length > MOST_WAITING || this.#waitingBytes > MOST_WAITING_BYTES) {
      this.#waitingBytes -= this.#waiting.shift()?.message.data.length ?? 0;
      this.#dropped += 1;
    }
    this.#timer ??= setTimeout(() => this.#read(), SHOW_EVERY);
  }

  #read(): void {
    const until = performance.now() + READ_FOR;
    const read: SeenMessage[] = [];
    let taken = 0;
    for (const { at, message } of this.#waiting) {
      if (performance.now() > until) break;
      taken += 1;
      const { subject, data, headers } = message;
      const id = this.#count - this.#waiting.length + taken;
      this.#waitingBytes -= data.length;
      this.#keptBytes += data.length;
      read.push(seenMessage({ id, at, subject, data, headers }));
    }
    this.#waiting.splice(0, taken);
    this.#timer = this.#waiting.length > 0 ? setTimeout(() => this.#read(), SHOW_EVERY) : undefined;
    const messages = this.#withoutOldest([...this.#snapshot.messages, ...read]);
    this.#show({ ...this.#snapshot, messages, received: this.#count, dropped: this.#dropped });
  }

  #withoutOldest(messages: SeenMessage[]): SeenMessage[] {
    let excess = Math.max(0, messages.length - MOST_KEPT);
    for (const { data } of messages.slice(0, excess)) this.#keptBytes -= data.length;
    while (this.#keptBytes > MOST_KEPT_BYTES && excess < messages.length - 1) {
      this.#keptBytes -= messages[excess]?.data.length ?? 0;
      excess += 1;
    }
    return excess === 0 ? messages : messages.slice(excess);
  }

  #show(snapshot: LiveSnapshot): void {
    this.#snapshot = snapshot;
    for (const changed of this.#listeners) changed();
  }
}

/** Questions to the server and to JetStream, and their answers. */
function isServersOwn(subject: string): boolean {
  return subject.startsWith("$") || subject.startsWith("_INBOX.");
}
