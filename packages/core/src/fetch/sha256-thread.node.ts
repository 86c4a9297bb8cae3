import { Worker } from "node:worker_threads";
import type { BytesCollector } from "@natsbridge/fileserver";
import { type FromThread, PROGRAM, type ThreadResult, type ToThread } from "./sha256-program.ts";

/** Bytes sent to the thread at once: so many that the message costs nothing beside them. */
const BATCH = 1024 * 1024;
/** Bytes under way to the thread before whoever feeds it has to wait. */
const MOST_UNDER_WAY = 8 * BATCH;

/**
 * Puts a download together and hashes it in a thread of its own, so that neither holds up what receives.
 *
 * Close it in the end. It keeps a process alive only while somebody waits for it.
 */
export class Sha256Thread implements BytesCollector {
  readonly #worker: Worker;
  readonly #result = Promise.withResolvers<ThreadResult>();
  #failure: Error | undefined;
  #pieces: Uint8Array<ArrayBuffer>[] = [];
  #collected = 0;
  #underWay = 0;
  #resume: (() => void) | undefined;
  #isEnding = false;

  /** @param memory What the bytes go to; it is the thread's until `finish`. */
  constructor(memory: Uint8Array<ArrayBuffer>) {
    // Nothing of the process is loaded again: no preloaded modules, no environment.
    const worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, name: "sha256" });
    worker.on("message", (message: FromThread) => this.#onMessage(message));
    worker.on("error", (error) => this.#fail(error));
    worker.on("exit", () => this.#fail(new Error("The thread that checks downloads has ended")));
    // After the listeners: one for messages would keep the process alive.
    worker.unref();
    this.#result.promise.catch(() => undefined);
    this.#worker = worker;
    this.#send({ memory }, [memory.buffer]);
  }

  take(chunk: Uint8Array, position: number, isOwned: boolean): void | Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (position === 0) this.#restart();
    // Taken at once: memory that is left in its place goes back to the system with the next read.
    const isTaken = isOwned && isWhole(chunk);
    const piece = isTaken ? new Uint8Array(chunk.buffer.transfer()) : chunk.slice();
    this.#pieces.push(piece);
    this.#collected += piece.length;
    if (this.#collected >= BATCH) this.#flush();
    if (this.#underWay > MOST_UNDER_WAY) return this.#room();
  }

  async finish(): Promise<Uint8Array<ArrayBuffer>> {
    return (await this.#finish()).memory;
  }

  /** The digest of everything taken, 64 lower-case hex digits. */
  async digestHex(): Promise<string> {
    return (await this.#finish()).digest;
  }

  /** Ends the thread. What it holds is gone. */
  close(): void {
    void this.#worker.terminate();
  }

  #restart(): void {
    this.#pieces = [];
    this.#collected = 0;
    this.#send({ isStart: true });
  }

  #flush(): void {
    const pieces = this.#pieces;
    this.#underWay += this.#collected;
    this.#pieces = [];
    this.#collected = 0;
    this.#send(
      { pieces },
      pieces.map(({ buffer }) => buffer),
    );
  }

  #finish(): Promise<ThreadResult> {
    if (!this.#isEnding) {
      this.#isEnding = true;
      this.#flush();
      this.#worker.ref();
      this.#send({ isEnd: true });
    }
    return this.#result.promise;
  }

  #send(message: ToThread, transferred: ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transferred);
  }

  #room(): Promise<void> {
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#resume = () => {
        this.#worker.unref();
        if (this.#failure === undefined) resolve();
        else reject(this.#failure);
      };
    });
  }

  #onMessage(message: FromThread): void {
    if ("digest" in message) {
      this.#worker.unref();
      this.#result.resolve(message);
      return;
    }
    this.#underWay -= message.taken;
    if (this.#underWay <= MOST_UNDER_WAY) this.#wake();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#result.reject(error);
    this.#wake();
  }

  #wake(): void {
    this.#resume?.();
    this.#resume = undefined;
  }
}

function isWhole(chunk: Uint8Array): chunk is Uint8Array<ArrayBuffer> {
  return chunk.buffer instanceof ArrayBuffer && chunk.buffer.byteLength === chunk.byteLength;
}
