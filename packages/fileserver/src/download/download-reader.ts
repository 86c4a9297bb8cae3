import {
  abortedError,
  backoffDelay,
  messageOf,
  NatsBridgeError,
  OVER,
  pause,
} from "@natsbridge/schema/base";
import { corrupted } from "./corrupted.ts";
import { definiteError, exhaustedError, lostError } from "./download-faults.ts";
import { openAttempt, type ReadAttempt } from "./read-attempt.ts";
import { type OpenDownload, type ResolvedReadOptions, tooLarge } from "./read-options.ts";
import { SpeedWatch, tooSlow } from "./speed-watch.ts";

/** Reads a file through as many attempts as it takes, each byte once. */
export class DownloadReader {
  /** Bytes read so far. */
  position = 0;
  /** Length of the file in bytes, once the store or the caller has said it. */
  size: number | undefined;
  readonly #open: OpenDownload;
  readonly #options: ResolvedReadOptions;
  /** Whether the bytes read so far can be thrown away; a stream has given them out. */
  readonly #canRestart: boolean;
  readonly #controller = new AbortController();
  readonly #onAbort: () => void;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #speed: SpeedWatch;
  #attempt: ReadAttempt | undefined;
  #attempts = 0;
  #skip = 0;
  /** Whether the next attempt asks for the whole file, and skips what was read. */
  #isWhole = false;
  #etag: string | undefined;
  #firstFault: NatsBridgeError | undefined;

  constructor(open: OpenDownload, options: ResolvedReadOptions, canRestart: boolean) {
    this.#open = open;
    this.#options = options;
    this.#canRestart = canRestart;
    this.size = options.size;
    this.#speed = new SpeedWatch(options.min_speed);
    const { label, signal, total_timeout } = options;
    this.#onAbort = () => {
      if (signal !== undefined) this.#controller.abort(abortedError(label, signal));
    };
    if (signal?.aborted === true) this.#onAbort();
    else signal?.addEventListener("abort", this.#onAbort);
    if (total_timeout > 0)
      this.#timer = setTimeout(() => {
        const message = `${label}: not read within ${total_timeout} ms (total_timeout)`;
        this.#controller.abort(new NatsBridgeError({ code: "link_unreachable", message }));
      }, total_timeout);
  }

  /** Whether nobody else holds the memory of the chunk read last. */
  get isOwned(): boolean {
    return this.#attempt?.isOwned === true;
  }

  /** The next chunk, never empty; undefined when the file is complete. Rejects once no further attempt helps. */
  async read(): Promise<Uint8Array | undefined> {
    for (;;) {
      let fresh: Uint8Array | undefined;
      try {
        this.#attempt ??= await this.#openAttempt();
        const chunk = await this.#timed(this.#attempt);
        if (chunk === undefined) this.#assertComplete();
        else fresh = this.#takeFresh(chunk);
      } catch (error) {
        await this.retry(error);
        continue;
      }
      if (fresh === undefined) {
        if (!this.#canRestart) this.close();
        return undefined;
      }
      if (fresh.length === 0) continue;
      this.#report();
      return fresh;
    }
  }

  /**
   * Gives up the current attempt because of `error` and waits until the next may start.
   * @throws NatsBridgeError the final error, when the fault is definite or this was the last attempt.
   */
  async retry(error: unknown): Promise<void> {
    const fault = this.#asFault(error);
    this.#attempt?.close(fault);
    this.#attempt = undefined;
    const { backoff, label, signal, onRetry } = this.#options;
    const isCorrupted = fault.code === "checksum_mismatch";
    if (this.#controller.signal.aborted) throw this.#finish(fault);
    const isFinal = fault.details.option === "min_speed" || !(fault.isRetryable || isCorrupted);
    if (isFinal) throw this.#finish(definiteError(fault, this.#firstFault));
    if (isCorrupted && this.position > 0 && !this.#canRestart) throw this.#finish(fault);
    if (this.#attempts >= backoff.max_retries)
      throw this.#finish(exhaustedError(fault, label, this.#attempts));
    if (isCorrupted || (this.position > 0 && !this.#canContinue)) {
      if (!this.#canRestart && this.position > 0)
        throw this.#finish(lostError(fault, this.position));
      this.#startOver();
    }
    // A server that cannot give the rest now may give the whole.
    this.#isWhole = fault.details.status !== undefined;
    this.#firstFault ??= fault;
    const delay = backoffDelay(backoff, this.#attempts, fault.details.retry_after);
    onRetry?.(fault, this.#attempts, delay);
    const ended = this.#controller.signal;
    await pause(delay, ended);
    if (ended.aborted) throw this.#finish(this.#asFault(ended.reason));
    if (signal?.aborted === true) throw this.#finish(abortedError(label, signal));
  }

  /** Ends the reading and everything it holds. */
  close(reason?: unknown): void {
    this.#attempt?.close(reason === undefined ? undefined : this.#asFault(reason));
    // Ends as well an attempt that is still opening, or a wait.
    this.#controller.abort(reason === undefined ? OVER : this.#asFault(reason));
    clearTimeout(this.#timer);
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
  }

  /** Whether the next attempt is certain to read the same file, or a checksum tells at the end. */
  get #canContinue(): boolean {
    const isStrong = this.#etag !== undefined && !this.#etag.startsWith("W/");
    return isStrong || this.#options.isChecked;
  }

  async #openAttempt(): Promise<ReadAttempt> {
    this.#attempts += 1;
    const from = this.#isWhole ? 0 : this.position;
    this.#isWhole = false;
    const attempt = await openAttempt(
      this.#open,
      { offset: from, ...(this.#etag === undefined ? {} : { etag: this.#etag }) },
      // Who can start over has copied what was read.
      { ...this.#options, signal: this.#controller.signal, isCopied: this.#canRestart },
    );
    try {
      this.#check(attempt);
      return attempt;
    } catch (error) {
      attempt.close(this.#asFault(error));
      throw error;
    }
  }

  async #timed(attempt: ReadAttempt): Promise<Uint8Array | undefined> {
    const { min_speed, label } = this.#options;
    const started = performance.now();
    const chunk = await attempt.read();
    const isSlow = this.#speed.add(performance.now() - started, chunk?.length ?? 0);
    if (chunk !== undefined && isSlow) throw tooSlow(label, min_speed);
    return chunk;
  }

  #check({ download }: ReadAttempt): void {
    const { label, max_bytes } = this.#options;
    const { offset, size, etag } = download;
    if (size !== undefined && size > max_bytes) throw tooLarge(this.#options, size);
    if (size !== undefined && this.size !== undefined && size !== this.size)
      throw corrupted(`${label} has ${size} bytes, expected ${this.size}`);
    if (this.position > 0 && this.#etag !== undefined && etag !== undefined && etag !== this.#etag)
      throw corrupted(`${label} changed while it was read`);
    if (offset > this.position)
      throw corrupted(`${label} started at byte ${offset}, expected ${this.position}`);
    this.size ??= size;
    if (this.size !== undefined) this.#options.claim?.(this.size);
    this.#etag = etag;
    this.#skip = this.position - offset;
  }

  #takeFresh(chunk: Uint8Array): Uint8Array {
    const { label, max_bytes, size } = this.#options;
    const skipped = Math.min(this.#skip, chunk.length);
    this.#skip -= skipped;
    const fresh = skipped === 0 ? chunk : chunk.subarray(skipped);
    const end = this.position + fresh.length;
    if (end > max_bytes) throw tooLarge(this.#options, end);
    if (this.size !== undefined && end > this.size)
      throw corrupted(`${label} has more than ${size ?? this.size} bytes`);
    this.#options.claim?.(end);
    this.position = end;
    return fresh;
  }

  /** An error of the caller's own ends everything and stays as it is. */
  #report(): void {
    try {
      this.#options.onProgress?.({ loaded: this.position, total: this.size });
    } catch (error) {
      this.close(error);
      throw error;
    }
  }

  #assertComplete(): void {
    if (this.#skip > 0 || (this.size !== undefined && this.position !== this.size))
      throw corrupted(
        `${this.#options.label} ended after ${this.position - this.#skip} bytes, expected ${this.size ?? `at least ${this.position}`}`,
      );
  }

  #startOver(): void {
    this.position = 0;
    this.#etag = undefined;
    this.size = this.#options.size;
  }

  #finish(error: NatsBridgeError): NatsBridgeError {
    this.close(error);
    return error;
  }

  #asFault(error: unknown): NatsBridgeError {
    if (NatsBridgeError.isInstance(error)) return error;
    const message = `${this.#options.label}: ${messageOf(error)}`;
    return new NatsBridgeError({ code: "link_unreachable", message, cause: error });
  }
}
