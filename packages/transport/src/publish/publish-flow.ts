import { NatsBridgeError } from "@natsbridge/schema";
import { pause, untilDeadline } from "@natsbridge/schema/base";

/** Options of {@link PublishFlow}. */
export interface PublishFlowOptions {
  /** Bytes published per second at most, over time. Default: no limit. */
  readonly max_bytes_per_second?: number;
  /** Bytes handed to the client and not yet taken by the server at most. Default: 33,554,432. */
  readonly max_unflushed_bytes?: number;
}

const DEFAULT_MAX_UNFLUSHED = 32 * 1024 * 1024;

/**
 * Bounds what the publishes that share it have under way. A Core publisher cannot see how far a subscriber lags, and
 * the server cuts off one with 64 MB pending: a rate that the slowest subscriber can read keeps it connected.
 */
export class PublishFlow {
  readonly #rate: number;
  readonly #maxUnflushed: number;
  #unflushed = 0;
  #nextStart = 0;
  /** Resolves when the last one that came has entered. */
  #last: Promise<void> = Promise.resolve();
  #released: () => void = () => undefined;

  /** @throws NatsBridgeError `invalid_config` for an option that is not a number above 0. */
  constructor(options: PublishFlowOptions = {}) {
    const { max_bytes_per_second: rate, max_unflushed_bytes: unflushed } = options;
    this.#rate = positive("max_bytes_per_second", rate ?? Number.POSITIVE_INFINITY);
    this.#maxUnflushed = positive("max_unflushed_bytes", unflushed ?? DEFAULT_MAX_UNFLUSHED);
  }

  /**
   * Waits for room for a message of so many bytes; one larger than all the room goes alone. First come, first served.
   * Call what it gives when the message is with the server, or failed; the first call counts.
   *
   * @throws NatsBridgeError `aborted`, and nothing was entered.
   */
  async enter(bytes: number, signal?: AbortSignal): Promise<() => void> {
    const before = this.#last;
    const entered = Promise.withResolvers<void>();
    this.#last = entered.promise;
    try {
      await untilDeadline(before, { timeout: Number.POSITIVE_INFINITY, signal }, () =>
        aborted(signal),
      );
      while (this.#unflushed > 0 && this.#unflushed + bytes > this.#maxUnflushed) {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#released = resolve;
        await untilDeadline(promise, { timeout: Number.POSITIVE_INFINITY, signal }, () =>
          aborted(signal),
        );
      }
      const wait = this.#nextStart - performance.now();
      if (wait > 0) await pause(wait, signal);
      if (signal?.aborted) throw aborted(signal);
    } finally {
      // One that gave up must not let the next one past those before it.
      void before.then(entered.resolve);
    }
    this.#unflushed += bytes;
    this.#nextStart = Math.max(this.#nextStart, performance.now()) + (bytes / this.#rate) * 1_000;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#unflushed -= bytes;
      this.#released();
    };
  }
}

function aborted(signal: AbortSignal | undefined): NatsBridgeError {
  return new NatsBridgeError({
    code: "aborted",
    message: "Publishing was aborted while it waited for its turn; nothing was sent",
    details: { outcome: "refused" },
    cause: signal?.reason,
  });
}

function positive(name: string, value: number): number {
  if (typeof value === "number" && value > 0) return value;
  const message = `${name} must be a number of bytes above 0, not ${String(value)}`;
  throw new NatsBridgeError({ code: "invalid_config", message });
}
