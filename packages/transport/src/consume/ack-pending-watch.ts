import type { NatsConnection } from "../connection/nats-connection.ts";
import type { JetStreamPlace } from "../jetstream/jetstream-place.ts";
import type { ConsumeStatus } from "./consume-options.ts";
import type { ConsumerSource } from "./consumer-source.ts";
import { type ConsumerSettings, consumerInfo } from "./ensure-consumer.ts";

/** Time after which it is worth saying again, in ms. */
const SAID_AGAIN = 60_000;

/**
 * Finds out why nothing comes: messages given back with a delay count as unacknowledged until they have come again, and
 * a consumer hands out no more than `max_ack_pending`. Asks only while some of ours may wait, and the server is idle.
 */
export class AckPendingWatch {
  readonly #connection: NatsConnection;
  readonly #settings: Pick<ConsumerSettings, "stream"> & JetStreamPlace;
  readonly #source: Pick<ConsumerSource, "consumer">;
  readonly #tell: (status: ConsumeStatus) => void;
  #hasDelayed = false;
  #isAsking = false;
  #said = Number.NEGATIVE_INFINITY;

  constructor(
    connection: NatsConnection,
    settings: Pick<ConsumerSettings, "stream"> & JetStreamPlace,
    source: Pick<ConsumerSource, "consumer">,
    tell: (status: ConsumeStatus) => void,
  ) {
    this.#connection = connection;
    this.#settings = settings;
    this.#source = source;
    this.#tell = tell;
  }

  /** A message was given back with a delay. */
  delayed(): void {
    this.#hasDelayed = true;
  }

  /** Messages were asked for, and none comes. Never rejects. */
  async idle(): Promise<void> {
    const isSaid = performance.now() - this.#said < SAID_AGAIN;
    if (!this.#hasDelayed || this.#isAsking || isSaid) return;
    this.#isAsking = true;
    const { consumer } = this.#source;
    const { stream } = this.#settings;
    const info = await consumerInfo(this.#connection, stream, consumer, this.#settings).catch(
      () => undefined,
    );
    this.#isAsking = false;
    if (info === undefined) return;
    const { num_ack_pending = 0, num_pending = 0, config } = info;
    const { max_ack_pending = 0 } = config;
    if (num_ack_pending === 0) this.#hasDelayed = false;
    if (max_ack_pending <= 0 || num_ack_pending < max_ack_pending || num_pending === 0) return;
    this.#said = performance.now();
    const description = `${num_pending.toLocaleString("en-US")} messages of stream "${stream}" wait behind ${num_ack_pending.toLocaleString("en-US")} that are unacknowledged or were given back with a delay, as many as max_ack_pending of consumer "${consumer}" allows. Raise max_ack_pending, shorten nak_delay and max_nak_delay, or give failing messages up earlier (max_deliver with a dead_letter_subject)`;
    this.#tell({ type: "ack_pending_full", description });
  }
}
