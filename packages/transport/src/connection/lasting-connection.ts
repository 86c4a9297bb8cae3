import { EventQueue, NatsBridgeError, pause } from "@natsbridge/schema/base";
import { breakOff } from "./break-off.ts";
import { isConnected } from "./client/client-internals.ts";
import { type ConnectOptions, connect } from "./connect.ts";
import { isSilent } from "./is-silent.ts";
import { LastingSubscription } from "./lasting-subscription.ts";
import type {
  NatsConnection,
  NatsRequestOptions,
  NatsServerInfo,
  NatsSubscribeOptions,
  NatsSubscription,
} from "./nats-connection.ts";
import { natsFault } from "./nats-fault.ts";
import type { NatsMessage } from "./nats-message.ts";
import type { NatsPublishOptions } from "./nats-publish-options.ts";
import { type NatsStatus, statusEvents } from "./status.ts";

/** Wait after the first attempt that failed, in ms; it doubles. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/**
 * A connection that lives until it is closed. The NATS client connects again by itself; where it gives up (a login that
 * was refused, an authenticator that threw, its own limits) another connection is made in its place, with growing waits,
 * and subscriptions go on there.
 */
export class LastingConnection implements NatsConnection {
  readonly #options: ConnectOptions;
  readonly #subscriptions = new Set<LastingSubscription>();
  readonly #listeners = new Set<EventQueue<NatsStatus>>();
  readonly #ended = new AbortController();
  readonly #closed = Promise.withResolvers<unknown>();
  #current: NatsConnection;
  #isDoubted = false;

  private constructor(current: NatsConnection, options: ConnectOptions) {
    this.#current = current;
    this.#options = options;
    void this.#follow();
  }

  /** Rejects as {@link connect}: only a connection that was made once is made again. */
  static async connect(options: ConnectOptions): Promise<LastingConnection> {
    return new LastingConnection(await connect(options), { ...options, reconnect: true });
  }

  /** The connection of the NATS client that is in use now. */
  get current(): NatsConnection {
    return this.#current;
  }

  get info(): NatsServerInfo | undefined {
    return this.#current.info;
  }

  /** As the clients have it: what the connection was made with. */
  get options(): unknown {
    return "options" in this.#current ? this.#current.options : undefined;
  }

  /** As the clients have it: whether there is a server now. */
  get protocol(): { readonly connected: boolean } {
    return { connected: isConnected(this.#current) };
  }

  publish(subject: string, payload?: Uint8Array | string, options?: NatsPublishOptions): void {
    this.#assertAlive();
    this.#current.publish(subject, payload, options);
  }

  async request(
    subject: string,
    payload?: Uint8Array | string,
    options?: NatsRequestOptions,
  ): Promise<NatsMessage> {
    this.#assertAlive();
    const { current } = this;
    try {
      return await current.request(subject, payload, options);
    } catch (error) {
      // Closed is only the connection that was in use.
      if (natsFault(error) === "closed") this.#assertAlive(current, error);
      throw error;
    }
  }

  subscribe(subject: string, options: NatsSubscribeOptions = {}): NatsSubscription {
    const subscription = new LastingSubscription(subject, options, () =>
      this.#subscriptions.delete(subscription),
    );
    if (!this.#isBetween) subscription.attach(this.#current);
    this.#subscriptions.add(subscription);
    return subscription;
  }

  async flush(): Promise<void> {
    this.#assertAlive();
    await this.#current.flush();
  }

  async drain(): Promise<void> {
    this.#ended.abort();
    await this.#current.drain();
    await this.#closed.promise;
  }

  async close(): Promise<void> {
    this.#ended.abort();
    await this.#current.close();
    await this.#closed.promise;
  }

  isClosed(): boolean {
    return this.#ended.signal.aborted && this.#current.isClosed();
  }

  closed(): Promise<unknown> {
    return this.#closed.promise;
  }

  status(): AsyncIterable<NatsStatus> {
    const queue = new EventQueue<NatsStatus>(() => this.#listeners.delete(queue));
    this.#listeners.add(queue);
    return queue;
  }

  /** Connects again where nothing at all comes from the server any more. */
  doubt(): void {
    if (this.#isDoubted || !isConnected(this.#current)) return;
    this.#isDoubted = true;
    const doubted = this.#current;
    void isSilent(doubted).then((isBroken) => {
      this.#isDoubted = false;
      if (isBroken) breakOff(doubted);
    });
  }

  /** The client has given up, and there is no other connection yet. */
  get #isBetween(): boolean {
    return this.#current.isClosed() && !this.#ended.signal.aborted;
  }

  #assertAlive(used: NatsConnection = this.#current, cause?: unknown): void {
    const isReplaced = used.isClosed() && !this.#ended.signal.aborted;
    if (isReplaced) throw new Error("connection disconnected", { cause });
  }

  async #follow(): Promise<void> {
    for (;;) {
      const { current } = this;
      const events = statusEvents(current);
      const passed = this.#pass(events);
      const reason = await current.closed();
      events.stop();
      await passed;
      const next = await this.#dial(reason);
      if (next === undefined) return this.#end(reason);
      this.#current = next;
      if (next.isClosed()) continue;
      for (const subscription of this.#subscriptions) subscription.attach(next);
      const server = next.info?.server_name;
      this.#tell({ type: "connection_replaced", error: asError(reason) });
      this.#tell({ type: "reconnect", ...(server !== undefined && { server }) });
    }
  }

  /** Another connection, however long it takes; undefined where none is wanted any more. */
  async #dial(reason: unknown): Promise<NatsConnection | undefined> {
    const { signal } = this.#ended;
    if (!signal.aborted && reason instanceof Error) this.#tellFault(reason);
    for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(2 * wait, LONGEST_WAIT)) {
      try {
        const next = await connect({ ...this.#options, signal });
        if (!signal.aborted) return next;
        await next.close();
      } catch (error) {
        if (!signal.aborted) this.#tellFault(asError(error));
        await pause(wait, signal);
      }
    }
    return undefined;
  }

  async #pass(events: AsyncIterable<NatsStatus>): Promise<void> {
    for await (const event of events) {
      this.#tell(event);
      if (event.type === "other" && event.name === "staleConnection") breakOff(this.#current);
    }
  }

  #tellFault(error: Error): void {
    const isRefused =
      natsFault(error) === "authorization" ||
      (NatsBridgeError.isInstance(error) && error.code === "permission_denied");
    this.#tell({ type: isRefused ? "login_refused" : "error", error });
  }

  #tell(event: NatsStatus): void {
    for (const queue of this.#listeners) queue.push(event);
  }

  #end(reason: unknown): void {
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    for (const queue of this.#listeners) queue.stop();
    this.#closed.resolve(reason);
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown ?? "the client closed it"));
}
