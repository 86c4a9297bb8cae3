import {
  abortedError,
  assertKnownOptions,
  bytesOption,
  type OptionNames,
  pause,
  untilDeadline,
} from "@natsbridge/schema/base";

/** Options of {@link PublishFlow}. */
export interface PublishFlowOptions {
  /** Bytes published per second at most, over time. Default: no limit. */
  readonly max_bytes_per_second?: number | undefined;
  /** Bytes handed to the client and not yet taken by the server at most. Default: 33,554,432. */
  readonly max_unflushed_bytes?: number | undefined;
}

const KNOWN: OptionNames<PublishFlowOptions> = {
  max_bytes_per_second: true,
  max_unflushed_bytes: true,
};

const LIMIT = { from: 1, infinite: true };

const DEFAULT_MAX_UNFLUSHED = 32 * 1024 * 1024;

/**
 * Bounds what the publishes that share it have under way. A Core publisher cannot see how far a subscriber lags, and
 * the server cuts off one with 64 MB pending: a rate that the slowest subscriber can read keeps it connected.
 */
export class PublishFlow {
  readonly #rate: number;
  readonly #maxUnflushed: number;
  readonly #isPaced: boolean;
  #unflushed = 0;
  /** How many have come and not yet entered. */
  #waiting = 0;
  #nextStart = 0;
  /** Resolves when the last one that came has entered. */
  #last: Promise<void> = Promise.resolve();
  #released: () => void = () => undefined;

  /** @throws NatsBridgeError `invalid_config` for an option that is no whole number from 1. */
  constructor(options: PublishFlowOptions = {}) {
    assertKnownOptions("PublishFlow options", options, KNOWN);
    const { max_bytes_per_second: rate, max_unflushed_bytes: unflushed } = options;
    this.#rate = bytesOption("max_bytes_per_second", rate, Number.POSITIVE_INFINITY, LIMIT);
    this.#isPaced = this.#rate < Number.POSITIVE_INFINITY;
    this.#maxUnflushed = bytesOption(
      "max_unflushed_bytes",
      unflushed,
      DEFAULT_MAX_UNFLUSHED,
      LIMIT,
    );
  }

  /**
   * Waits for room for a message of so many bytes; one larger than all the room goes alone. First come, first served.
   * Call what it gives when the message is with the server, or failed; the first call counts. Where there is room and
   * nobody waits it is given at once, without a promise.
   *
   * @throws NatsBridgeError `aborted`, and nothing was entered.
   */
  enter(bytes: number, signal?: AbortSignal): (() => void) | Promise<() => void> {
    const isFree = this.#waiting === 0 && this.#hasRoom(bytes) && this.#nextStart <= this.#now();
    return isFree && !signal?.aborted ? this.#take(bytes) : this.#wait(bytes, signal);
  }

  async #wait(bytes: number, signal: AbortSignal | undefined): Promise<() => void> {
    const before = this.#last;
    const entered = Promise.withResolvers<void>();
    this.#last = entered.promise;
    this.#waiting += 1;
    try {
      await untilDeadline(before, { timeout: Number.POSITIVE_INFINITY, signal }, () =>
        abortedError("The publish, which waited for its turn,", signal, "refused"),
      );
      while (!this.#hasRoom(bytes)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#released = resolve;
        await untilDeadline(promise, { timeout: Number.POSITIVE_INFINITY, signal }, () =>
          abortedError("The publish, which waited for its turn,", signal, "refused"),
        );
      }
      const wait = this.#nextStart - this.#now();
      if (wait > 0) await pause(wait, signal);
      if (signal?.aborted)
        throw abortedError("The publish, which waited for its turn,", signal, "refused");
      return this.#take(bytes);
    } finally {
      // One that gave up must not let the next one past those before it.
      void before.then(() => {
        this.#waiting -= 1;
        entered.resolve();
      });
    }
  }

  #take(bytes: number): () => void {
    this.#unflushed += bytes;
    if (this.#isPaced) {
      this.#nextStart = Math.max(this.#nextStart, this.#now()) + (bytes / this.#rate) * 1_000;
    }
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#unflushed -= bytes;
      this.#released();
    };
  }

  #hasRoom(bytes: number): boolean {
    return this.#unflushed === 0 || this.#unflushed + bytes <= this.#maxUnflushed;
  }

  /** The clock is looked at only where there is a rate to keep. */
  #now(): number {
    return this.#isPaced ? performance.now() : 0;
  }
}
