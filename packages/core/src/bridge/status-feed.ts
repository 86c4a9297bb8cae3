import { EventQueue, type Logger, NatsBridgeError } from "@natsbridge/schema/base";
import {
  ACCOUNT_STATISTICS,
  type NatsConnection,
  type NatsStatus,
  type StatusEvents,
  slowConsumers,
  statusEvents,
} from "@natsbridge/transport";
import { logSafely } from "../telemetry/log-safely.ts";
import {
  type BridgeStatus,
  type BridgeStatusEvents,
  cutOff,
  type SlowConsumerStatus,
} from "./bridge-status.ts";

/** Follows a connection for a bridge: passes its events on, and finds out what the server tells nobody. */
export class StatusFeed {
  readonly #connection: NatsConnection;
  readonly #logger: Logger | undefined;
  readonly #listeners = new Set<EventQueue<BridgeStatus>>();
  #isFollowing = false;
  #hasReaders = false;
  #isClosing = false;
  /** A server, and how many slow consumers it had cut off when last asked. */
  #known: { readonly server_id: string; readonly count: number } | undefined;

  constructor(connection: NatsConnection, logger: Logger | undefined) {
    this.#connection = connection;
    this.#logger = logger;
    if (logger) this.#follow();
  }

  events(): BridgeStatusEvents {
    const queue = new EventQueue<BridgeStatus>(() => this.#listeners.delete(queue));
    this.#listeners.add(queue);
    this.#follow();
    return queue;
  }

  /** The bridge closes: that its connection ends is no accident. */
  close(): void {
    this.#isClosing = true;
  }

  /** Something reads on this connection from now on, and may be too slow for it. */
  watchReaders(): void {
    if (this.#hasReaders) return;
    this.#hasReaders = true;
    this.#follow();
    void this.#askServer();
  }

  /** Tells all who listen, and the logger. */
  report(status: SlowConsumerStatus): void {
    logSafely(this.#logger, "warn", status.advice, { ...status });
    this.pass(status);
  }

  /** Tells all who listen. */
  pass(status: BridgeStatus): void {
    for (const queue of this.#listeners) queue.push(status);
  }

  #follow(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    const events = statusEvents(this.#connection);
    void this.#passEvents(events);
    // Only one of the clients ends its events when the connection closes.
    void this.#connection.closed().then((cause) => {
      events.stop();
      if (!this.#isClosing) this.pass({ type: "error", error: endedError(cause) });
      for (const queue of this.#listeners) queue.stop();
    });
  }

  async #passEvents(events: StatusEvents): Promise<void> {
    for await (const event of events) {
      if (event.type === "permission" && isOurQuestion(event.subject)) continue;
      this.#log(event);
      this.pass(event);
      if (event.type === "reconnect" && this.#hasReaders) void this.#findReason();
    }
  }

  #log(event: NatsStatus): void {
    if (event.type !== "login_refused" && event.type !== "connection_replaced") return;
    const what = {
      login_refused: "The login was refused",
      connection_replaced: "Another connection was made",
    };
    const text = `${what[event.type]}: ${event.error.message}`;
    logSafely(this.#logger, "warn", text, { type: event.type });
  }

  /** After a break: whether the server has cut off one more since. */
  async #findReason(): Promise<void> {
    const known = this.#known;
    if (known) {
      const count = await slowConsumers(this.#connection, known.server_id);
      if (count !== undefined && count > known.count) this.report(cutOff());
    }
    await this.#askServer();
  }

  async #askServer(): Promise<void> {
    const server_id = this.#connection.info?.server_id;
    if (server_id === undefined) return;
    const count = await slowConsumers(this.#connection, server_id);
    if (count !== undefined) this.#known = { server_id, count };
  }
}

/** What a bridge asks by itself, and goes on without where this user may not: of slow readers, and of streams. */
function isOurQuestion(subject: string): boolean {
  return subject === ACCOUNT_STATISTICS || /\.API\.STREAM\.(INFO|MSG\.GET)\./.test(subject);
}

function endedError(cause: unknown): NatsBridgeError {
  return new NatsBridgeError({
    code: "connection_failed",
    message:
      "The connection of this bridge was closed by its owner, or its client gave up. The bridge is at its end: make another with an open connection",
    isRetryable: false,
    cause,
  });
}
