import { getEventListeners } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { type NATSBridge, NatsBridgeError } from "@natsbridge/core";
import { allHandled, BLOB, kindOf, type Load, TEXT, topRate } from "./mixture.ts";

/** A busy machine is no failure, in ms. */
const REQUEST_TIMEOUT = 60_000;

/** JetStream messages, Core messages and requests in a fixed mixture, counted at both ends. */
export class LoadMixture implements Load {
  sent = 0;
  handled = 0;
  linked = 0;
  readonly failures: Record<string, number> = {};
  readonly #sender: NATSBridge;
  readonly #receiver: NATSBridge;
  /** One signal for all calls, as an application has it. */
  readonly #stop = new AbortController();
  readonly #loops: Promise<void>[] = [];
  #failed = 0;

  constructor(sender: NATSBridge, receiver: NATSBridge) {
    this.#sender = sender;
    this.#receiver = receiver;
  }

  async begin(): Promise<void> {
    const { signal } = this.#stop;
    const consumption = this.#receiver.consume(
      { stream: "LOAD", consumer: "load", concurrency: 32, signal },
      () => this.#count(),
    );
    const core = this.#receiver.subscribe("load.core", { concurrency: 8, signal });
    const questions = this.#receiver.subscribe("load.question", { concurrency: 8, signal });
    await Promise.all([consumption.ready, core.ready, questions.ready]);
    const counting = async (): Promise<void> => {
      for await (const _env of core) this.#count();
    };
    const answering = async (): Promise<void> => {
      for await (const env of questions) {
        // Who asked gets a time-out, and counts it.
        const answer = this.#receiver.reply(env, [["answer", TEXT, "text"]], { signal });
        await answer.catch(() => undefined);
      }
    };
    this.#loops.push(
      counting(),
      answering(),
      consumption.closed.then(() => undefined),
    );
  }

  /** Messages per second at full speed, in this mixture. */
  async topRate(time: number): Promise<number> {
    const rate = await topRate(this, time);
    await this.idle();
    return rate;
  }

  sendNext(): Promise<void> {
    return this.#send(this.sent++);
  }

  /** Messages that were sent and are not handled. */
  get inFlight(): number {
    return this.sent - this.handled - this.#failed;
  }

  /** Waits until all that was sent is handled, and nothing is left to do for it. */
  async idle(): Promise<void> {
    await allHandled(this);
    // What follows the last message: acks, answers, ends of watches.
    await delay(500);
  }

  /** Listeners on the shared signal and on the connections. */
  listeners(): number {
    const onSignal = getEventListeners(this.#stop.signal, "abort").length;
    return onSignal + statusListeners(this.#sender) + statusListeners(this.#receiver);
  }

  async end(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
  }

  async #send(n: number): Promise<void> {
    const { signal } = this.#stop;
    const kind = kindOf(n);
    try {
      if (kind === "question") {
        const options = { signal, timeout: REQUEST_TIMEOUT };
        await this.#sender.request("load.question", [["text", TEXT, "text"]], options);
        this.#count();
      } else if (kind === "core") {
        await this.#sender.smartsend("load.core", [["text", TEXT, "text"]], { signal });
      } else if (kind === "link") {
        this.linked += 1;
        const metadata = { remove_after: "ack" };
        const options = { jetstream: true, metadata, signal };
        await this.#sender.smartsend("load.stream", [["blob", BLOB, "binary"]], options);
      } else {
        const options = { jetstream: true, signal };
        await this.#sender.smartsend("load.stream", [["text", TEXT, "text"]], options);
      }
    } catch (error) {
      this.#failed += 1;
      const code = NatsBridgeError.isInstance(error) ? error.code : String(error);
      this.failures[code] = (this.failures[code] ?? 0) + 1;
    }
  }

  #count(): void {
    this.handled += 1;
  }
}

/** The client keeps those who follow its status in a list that its types do not show. */
function statusListeners({ connection }: NATSBridge): number {
  const { protocol } = connection as { readonly protocol?: { readonly listeners?: unknown[] } };
  return protocol?.listeners?.length ?? 0;
}
