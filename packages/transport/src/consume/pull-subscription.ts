import { untilDeadline } from "@natsbridge/schema/base";
import { createInbox } from "../connection/inbox.ts";
import type { NatsConnection, NatsSubscription } from "../connection/nats-connection.ts";
import type { NatsMessage } from "../connection/nats-message.ts";
import { subscribeGuarded } from "../connection/subscribe-guarded.ts";
import { toNanos } from "../jetstream/nanos.ts";
import { microtasks } from "../shared/microtasks.ts";
import { sharedState } from "../shared/shared-state.ts";

/** How long one pull stays with the server, in ms. */
const PULL_EXPIRES = 30_000;

/** How often the server says that a pull is still there, in ms. */
const HEARTBEAT = 5_000;

/** Time the server has to confirm the end of the subscription, in ms. */
const DRAIN_TIMEOUT = 2_000;

/** What a pull subscription tells its owner. */
export interface PullEvents {
  message(message: NatsMessage): void;
  /** The server ended a pull for a reason other than time: `"409 Leadership Change"`. */
  refused(status: number, description: string): void;
  /** The server has nothing to give at present. */
  idle(): void;
  /** Nothing was heard for two heartbeats while messages were asked for. */
  silent(): void;
}

/**
 * Asks a pull consumer for exactly as many messages as the owner has room for.
 * It knows how many are under way, and forgets pulls that the server cannot know any more.
 */
export class PullSubscription {
  readonly #connection: NatsConnection;
  readonly #events: PullEvents;
  readonly #inbox: string;
  readonly #subscription: NatsSubscription;
  readonly #watchdog: ReturnType<typeof setInterval>;
  #generation = 0;
  #underWay = 0;
  #isWaiting = false;
  #lastHeard = performance.now();

  constructor(connection: NatsConnection, events: PullEvents) {
    this.#connection = connection;
    this.#events = events;
    this.#inbox = createInbox(connection);
    this.#subscription = subscribeGuarded(connection, `${this.#inbox}.*`, {
      callback: (error, message) => {
        if (error) events.refused(403, error.message);
        else this.#receive(message);
      },
    });
    this.#watchdog = setInterval(() => this.#watch(), HEARTBEAT);
  }

  /** Asks on the subject of a consumer for as many more as make `room`, where at most half of that is under way already. */
  pull(subject: string, room: number): void {
    if (this.#connection.isClosed() || this.#underWay > room / 2) return;
    const batch = room - this.#underWay;
    if (batch <= 0) return;
    this.#lastHeard = performance.now();
    const request = { batch, expires: toNanos(PULL_EXPIRES), idle_heartbeat: toNanos(HEARTBEAT) };
    const reply = `${this.#inbox}.${this.#generation}`;
    try {
      this.#connection.publish(subject, JSON.stringify(request), { reply });
      this.#underWay += batch;
    } catch {
      // A connection that is about to be closed asks for nothing more.
    }
  }

  /** Asks once for all that is settled in this turn of the event loop, together with what it says of them. */
  async afterTurn(pull: () => void): Promise<void> {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    await sharedState(this.#connection).turn.enter(true);
    this.#isWaiting = false;
    pull();
  }

  /** Forgets all pulls: a new connection or consumer does not know them. */
  reset(): void {
    this.#generation++;
    this.#underWay = 0;
  }

  /** Resolves when no more messages can come; those on the way are still delivered. */
  async stop(): Promise<void> {
    clearInterval(this.#watchdog);
    // What was said of messages just now goes first.
    await microtasks();
    if (this.#connection.isClosed()) return;
    // A server that hangs never confirms; nothing is left to do for it then.
    const draining = this.#subscription.drain();
    await untilDeadline(draining, { timeout: DRAIN_TIMEOUT }, (why) => new Error(why)).catch(
      () => undefined,
    );
  }

  #receive(message: NatsMessage): void {
    this.#lastHeard = performance.now();
    const status = message.headers?.code ?? 0;
    // One client gives no reply as undefined, the other as empty.
    if (status === 0 || message.reply) {
      this.#underWay = Math.max(0, this.#underWay - 1);
      this.#events.message(message);
      return;
    }
    const isStale = message.subject !== `${this.#inbox}.${this.#generation}`;
    const isHeartbeat = status === 100;
    if (isStale) return;
    if (isHeartbeat) {
      this.#events.idle();
      return;
    }
    const unfilled = Number(message.headers?.get("Nats-Pending-Messages") ?? "");
    this.#underWay = Math.max(0, this.#underWay - (unfilled || this.#underWay));
    this.#events.refused(status, message.headers?.description ?? "");
  }

  #watch(): void {
    if (this.#underWay > 0 && performance.now() - this.#lastHeard > 2 * HEARTBEAT)
      this.#events.silent();
  }
}
