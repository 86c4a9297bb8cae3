/** What JetStream says of a delivery. */
export interface DeliveryInfo {
  readonly stream: string;
  readonly consumer: string;
  /** Sequence of the message in the stream. */
  readonly stream_sequence: number;
  /** Sequence of the delivery in the consumer. */
  readonly consumer_sequence: number;
  /** 1 for the first delivery. */
  readonly delivery_count: number;
  /** Delivered before; also where only this consumption can tell, because a server was killed and forgot it. */
  readonly redelivered: boolean;
  /** When the message was stored, in ms since 1970. */
  readonly timestamp: number;
  /** Messages that wait behind this one. */
  readonly pending: number;
}

/**
 * Reads the subject on which a delivery is acknowledged:
 * `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<time>.<pending>`, with domain and account
 * after `ACK` on servers that use the longer form. Undefined for any other subject.
 */
export function readDeliveryInfo(reply: string | undefined): DeliveryInfo | undefined {
  if (!reply?.startsWith("$JS.ACK.")) return undefined;
  const tokens = reply.split(".");
  const fields = tokens.length === 9 ? tokens.slice(2) : tokens.slice(4, 11);
  const [stream, consumer, delivered, streamSequence, consumerSequence, time, pending] = fields;
  if (stream === undefined || consumer === undefined || pending === undefined) return undefined;
  return {
    stream,
    consumer,
    delivery_count: Number(delivered),
    redelivered: Number(delivered) > 1,
    stream_sequence: Number(streamSequence),
    consumer_sequence: Number(consumerSequence),
    timestamp: Math.floor(Number(time) / 1e6),
    pending: Number(pending),
  };
}
