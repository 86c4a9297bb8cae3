import type { PayloadTransport } from "@natsbridge/schema";
import type { Durability, PubAck } from "@natsbridge/transport";

/** What became of a message: how each payload travels and why, and what the stream said. */
export interface Receipt {
  /** One entry per payload, in order. */
  readonly payloads: readonly PayloadReceipt[];
  /** Length of the NATS message body in bytes. */
  readonly bytes: number;
  /** Acknowledgement of the stream; only with `jetstream`. */
  readonly pub_ack?: PubAck;
  /**
   * How safe the message is there, as its stream is set up; only with `jetstream`, and only once the server has said so:
   * it is asked once for each stream of a connection, and no send waits for that.
   */
  readonly durability?: Durability;
}

/** How one payload travels. */
export interface PayloadReceipt {
  readonly dataname: string;
  readonly transport: PayloadTransport;
  /** Text a person understands, such as `1,200,000 bytes >= size_threshold 1,000,000`. */
  readonly reason: string;
  /** Serialized size in bytes. */
  readonly bytes: number;
}
