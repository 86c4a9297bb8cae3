import { nextTurn } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { NatsStatus } from "../connection/status.ts";
import type { StatusWatch } from "./status-watch.ts";

/** How a round trip ended for all that waited for it. */
export type FlushEnd =
  /** The server has read all that was published before; it refused these subjects, in its own spelling. */
  | { readonly kind: "taken"; readonly refused: ReadonlySet<string> }
  /** The connection broke, or the client gave up: with its error. */
  | { readonly kind: "broken"; readonly error?: unknown }
  | { readonly kind: "timeout" };

/** Time the server has to answer, in ms. */
export const FLUSH_TIMEOUT = 10_000;

const NONE: ReadonlySet<string> = new Set();

interface Round {
  refused: ReadonlySet<string>;
  readonly end: Promise<FlushEnd>;
  /** On the clock of `performance.now()`. */
  readonly deadline: number;
  readonly settle: (end: FlushEnd) => void;
}

/** One round trip to the server for all that wait at the same time. */
export class SharedFlush {
  readonly #connection: NatsConnection;
  readonly #watch: StatusWatch;
  /** Under way, or about to be. */
  readonly #open = new Set<Round>();
  #gathering: Round | undefined;
  #isWatched = false;
  readonly #later: (() => void)[] = [];

  constructor(connection: NatsConnection, watch: StatusWatch) {
    this.#connection = connection;
    this.#watch = watch;
    watch.add((event) => this.#hear(event));
  }

  /** Whether a round trip is under way. */
  get isBusy(): boolean {
    return this.#open.size > 0;
  }

  /**
   * Call it right after publishing. Resolves, and never rejects, when the fate of what was published is known.
   *
   * @param isInCompany others publish just now, too. Default: false.
   */
  join(isInCompany = false): Promise<FlushEnd> {
    if (this.#gathering) return this.#gathering.end;
    const { promise: end, resolve } = Promise.withResolvers<FlushEnd>();
    const round: Round = {
      refused: NONE,
      end,
      deadline: performance.now() + FLUSH_TIMEOUT,
      settle: (how) => {
        this.#open.delete(round);
        resolve(how);
      },
    };
    this.#open.add(round);
    if (!this.#isWatched) this.#watchDeadlines(FLUSH_TIMEOUT);
    // Whoever is alone goes at once, in one write with what it published; others wait for each other.
    if (this.#open.size === 1 && !isInCompany) void this.#run(round);
    else {
      this.#gathering = round;
      queueMicrotask(() => {
        this.#gathering = undefined;
        void this.#run(round);
      });
    }
    return end;
  }

  /** One timer for all rounds: most end long before it is looked at, and need none of their own. */
  #watchDeadlines(wait: number): void {
    this.#isWatched = true;
    const timer: unknown = setTimeout(() => {
      this.#isWatched = false;
      const now = performance.now();
      let next = Number.POSITIVE_INFINITY;
      for (const round of this.#open) {
        if (round.deadline <= now) this.#giveUp(round);
        else next = Math.min(next, round.deadline - now);
      }
      if (next < Number.POSITIVE_INFINITY) this.#watchDeadlines(next);
    }, wait);
    // In Node it is the connection that keeps the process alive.
    if (timer instanceof Object && "unref" in timer && typeof timer.unref === "function") {
      timer.unref();
    }
  }

  #giveUp(round: Round): void {
    round.settle({ kind: "timeout" });
    this.#connection.doubt?.();
  }

  /**
   * Calls back some time after the server has read what was published before. Nobody waits for it, so that one round
   * trip after the other is enough for all.
   */
  afterwards(done: () => void): void {
    this.#later.push(done);
    if (this.#later.length === 1) void this.#runLater();
  }

  async #runLater(): Promise<void> {
    // Those that follow at once come along.
    await nextTurn();
    const due = this.#later.length;
    await this.join();
    for (const done of this.#later.splice(0, due)) done();
    if (this.#later.length > 0) void this.#runLater();
  }

  async #run(round: Round): Promise<void> {
    try {
      await this.#connection.flush();
      // The server reports a refusal before it answers, and only as an event of the connection.
      await this.#watch.passed();
      round.settle({ kind: "taken", refused: round.refused });
    } catch (error) {
      round.settle({ kind: "broken", error });
    }
  }

  #hear(event: NatsStatus): void {
    if (event.type === "permission" && event.operation === "publish") {
      for (const round of this.#open) round.refused = new Set([...round.refused, event.subject]);
    }
    // The client drops the flush of a connection that breaks and is not made again.
    if (event.type === "disconnect") {
      for (const round of this.#open) round.settle({ kind: "broken" });
    }
  }
}

/** Whether a subject is among those that the server refused; it writes them with its own escapes. */
export function isRefused(refused: ReadonlySet<string>, subject: string): boolean {
  if (refused.size === 0) return false;
  return refused.has(subject) || refused.has(JSON.stringify(subject).slice(1, -1));
}
