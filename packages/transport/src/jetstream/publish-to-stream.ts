import { formatLogLine, type Logger } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { Durability, StreamNews } from "../shared/stream-records.ts";
import type { JetStreamPublishOptions } from "./jetstream-options.ts";
import { noteAcknowledged } from "./note-acknowledged.ts";
import { type Acknowledged, publishJetStream } from "./publish-jetstream.ts";

/** What a publisher wants to know of the stream. */
export interface StreamWatch {
  /**
   * With `jetstream`: finds out how safe messages are in their stream, and after a reconnect whether it still has what it
   * acknowledged. Asks once for each stream of the connection, and delays nothing. Default: false.
   */
  readonly watch_stream?: boolean | undefined;
  /** Told of it. */
  readonly on_stream_news?: ((news: StreamNews) => void) | undefined;
}

interface ToStreamOptions extends StreamWatch {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly jetstream?: boolean | JetStreamPublishOptions | undefined;
  readonly msg_id?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly logger?: Logger | undefined;
}

/** Publishes into a stream, tells the logger, and remembers what the stream acknowledged where that is asked for. */
export async function publishToStream(
  connection: NatsConnection,
  subject: string,
  payload: Uint8Array,
  correlation_id: string,
  options: ToStreamOptions,
): Promise<Acknowledged & { readonly durability?: Durability }> {
  const { headers = {}, jetstream, msg_id, signal, logger } = options;
  const settings = typeof jetstream === "object" ? jetstream : {};
  const given = { headers, msg_id };
  const result = await publishJetStream(connection, subject, payload, given, settings, signal);
  const { pub_ack } = result;
  const { stream, seq, duplicate } = pub_ack;
  const note = duplicate ? ", which had it already" : "";
  const text = `Message published to ${subject}: stream ${stream}, sequence ${seq}${note}`;
  logger?.info(formatLogLine(correlation_id, text), { correlation_id, subject, ...result });
  if (options.watch_stream !== true) return result;
  const acknowledged = { pub_ack, msg_id, place: settings };
  const durability = noteAcknowledged(connection, acknowledged, options.on_stream_news);
  return durability === undefined ? result : { ...result, durability };
}
