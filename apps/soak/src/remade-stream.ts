import { setTimeout as delay } from "node:timers/promises";
import { type EnvelopeConsumption, ensureStream, type NATSBridge } from "@natsbridge/core";
import type { JetStreamManager } from "nats";
import type { LongestWait } from "./longest-wait.ts";
import { type SendFailures, sendUntilAcknowledged } from "./send-until-acknowledged.ts";

const STREAM = { name: "REMADE", subjects: ["remade.n"], num_replicas: 3 } as const;

/** Between two sends, in ms. */
const PACE = 20;

/** A stream that is deleted and made anew while it is written, and read in order without a consumer of its own. */
export class RemadeStream {
  readonly #bridge: NATSBridge;
  readonly #manager: () => Promise<JetStreamManager>;
  readonly #acknowledged = new Set<string>();
  readonly #read = new Set<string>();
  readonly #waits: LongestWait;
  /** How often the reader was told that it reads another stream now, or that there is none. */
  told = 0;
  /** Why a reading ended, each time: a stream that stays away for longer than it waits for one ends it. */
  readonly endings: string[] = [];
  #isHeld = false;
  #sending: Promise<void> | undefined;

  constructor(bridge: NATSBridge, manager: () => Promise<JetStreamManager>, waits: LongestWait) {
    this.#bridge = bridge;
    this.#manager = manager;
    this.#waits = waits;
  }

  /** Makes the stream and reads it, again where that ended with an error; resolves with what ends it for good. */
  async follow(connection: NATSBridge["connection"]): Promise<() => Promise<void>> {
    await ensureStream(connection, STREAM);
    let reading = await this.#begin();
    const following = (async () => {
      for (;;) {
        const error = await reading.closed;
        if (error === undefined) return;
        this.endings.push(error.message);
        this.told += 1;
        reading = await this.#beginAgain();
      }
    })();
    return async () => {
      await reading.stop();
      await following;
    };
  }

  async #begin(): Promise<EnvelopeConsumption> {
    const consumption = this.#bridge.consume(
      {
        stream: STREAM.name,
        on_status: ({ type }) => {
          if (type === "stream_remade") this.told += 1;
        },
      },
      ({ msg_id }) => {
        this.#read.add(msg_id);
        this.#waits.end(msg_id);
      },
    );
    await consumption.ready;
    return consumption;
  }

  /** The stream may be away still. */
  async #beginAgain(): Promise<EnvelopeConsumption> {
    for (;;) {
      try {
        return await this.#begin();
      } catch {
        await delay(500);
      }
    }
  }

  /** Sends one after the other until the signal. */
  async send(signal: AbortSignal, failures: SendFailures): Promise<void> {
    for (let n = 0; !signal.aborted; n += 1) {
      await delay(PACE);
      if (this.#isHeld) continue;
      this.#sending = this.#sendOne(`remade-${n}`, failures);
      await this.#sending;
    }
  }

  /** Deletes it when all that it acknowledged was read, and makes it anew. */
  async remake(): Promise<void> {
    this.#isHeld = true;
    // What is acknowledged from now on would go with the stream.
    await this.#sending;
    await this.settled();
    for (;;) {
      try {
        const manager = await this.#manager();
        await manager.streams.delete(STREAM.name).catch(() => undefined);
        await manager.streams.add({ ...STREAM, subjects: [...STREAM.subjects] });
        break;
      } catch {
        // An election is under way.
        await delay(200);
      }
    }
    this.#isHeld = false;
  }

  /** Resolves when all that was acknowledged was read. */
  async settled(): Promise<void> {
    while (this.missing > 0) await delay(50);
  }

  get acknowledged(): number {
    return this.#acknowledged.size;
  }

  get missing(): number {
    return [...this.#acknowledged].filter((id) => !this.#read.has(id)).length;
  }

  async #sendOne(msg_id: string, failures: SendFailures): Promise<void> {
    const payload = ["n", msg_id, "text"] as const;
    const options = { msg_id, jetstream: { timeout: 2_000, retry_for: 10_000 } };
    await sendUntilAcknowledged(
      () => this.#bridge.smartsend("remade.n", [payload], options),
      failures,
    );
    this.#acknowledged.add(msg_id);
    if (!this.#read.has(msg_id)) this.#waits.begin(msg_id);
  }
}
