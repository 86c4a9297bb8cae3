import { randomId } from "@natsbridge/schema/base";
import { createInbox } from "../connection/inbox.ts";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { NatsMessage } from "../connection/nats-message.ts";
import type { NatsStatus } from "../connection/status.ts";
import { subscribeGuarded } from "../connection/subscribe-guarded.ts";
import { isRefused } from "./shared-flush.ts";
import type { StatusWatch } from "./status-watch.ts";

/** What came of a question. */
export type InboxAnswer =
  | { readonly kind: "answer"; readonly message: NatsMessage }
  /** Nobody subscribes to its subject. */
  | { readonly kind: "nobody" }
  /** The server does not let this user publish to its subject. */
  | { readonly kind: "refused" }
  /** The server does not let this user subscribe to its inbox. */
  | { readonly kind: "deaf"; readonly error: Error }
  /** The answer, if there is one, went to a connection that broke. */
  | { readonly kind: "broken" };

interface Waiter {
  readonly subject: string;
  readonly settle: (answer: InboxAnswer) => void;
}

/** Status of the server's own answer where nobody subscribes. */
const NO_RESPONDERS = 503;

/** One subscription for the answers to all questions of a connection. */
export class SharedInbox {
  readonly #connection: NatsConnection;
  readonly #prefix: string;
  readonly #waiters = new Map<string, Waiter>();
  #isSubscribed = false;

  constructor(connection: NatsConnection, watch: StatusWatch) {
    this.#connection = connection;
    this.#prefix = createInbox(connection);
    watch.add((event) => this.#hear(event));
    void connection.closed().then(() => this.#settleAll({ kind: "broken" }));
  }

  /** Whether somebody waits for an answer. */
  get isBusy(): boolean {
    return this.#waiters.size > 0;
  }

  /** A subject for one answer that nobody can guess. */
  create(): string {
    return `${this.#prefix}.${randomId()}`;
  }

  /**
   * The first answer to a question that is published next, on `subject` and with an inbox of {@link create}.
   * Never rejects; whoever waits no longer calls {@link forget}.
   */
  expect(inbox: string, subject: string): Promise<InboxAnswer> {
    this.#subscribe();
    return new Promise((settle) => {
      this.#waiters.set(inbox, { subject, settle });
    });
  }

  forget(inbox: string): void {
    this.#waiters.delete(inbox);
  }

  #subscribe(): void {
    if (this.#isSubscribed) return;
    this.#isSubscribed = true;
    subscribeGuarded(this.#connection, `${this.#prefix}.*`, {
      callback: (error, message) => {
        if (error === null) return this.#receive(message);
        this.#isSubscribed = false;
        this.#settleAll({ kind: "deaf", error });
      },
    });
  }

  #receive(message: NatsMessage): void {
    const isNobody = message.data.length === 0 && message.headers?.code === NO_RESPONDERS;
    this.#settle(message.subject, isNobody ? { kind: "nobody" } : { kind: "answer", message });
  }

  #hear(event: NatsStatus): void {
    if (event.type === "disconnect") this.#settleAll({ kind: "broken" });
    if (event.type !== "permission" || event.operation !== "publish") return;
    const refused = new Set([event.subject]);
    for (const [inbox, { subject }] of this.#waiters) {
      if (isRefused(refused, subject)) this.#settle(inbox, { kind: "refused" });
    }
  }

  #settle(inbox: string, answer: InboxAnswer): void {
    this.#waiters.get(inbox)?.settle(answer);
    this.#waiters.delete(inbox);
  }

  #settleAll(answer: InboxAnswer): void {
    for (const inbox of [...this.#waiters.keys()]) this.#settle(inbox, answer);
  }
}
