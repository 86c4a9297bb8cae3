import { askJetStream, type NatsConnection } from "@natsbridge/transport";

/** What JetStream tells of a stream; times in ns, 0 or -1 for no limit. */
export interface StreamInfo {
  readonly config: {
    readonly name: string;
    readonly subjects?: readonly string[];
    readonly description?: string;
    readonly retention: "limits" | "interest" | "workqueue";
    readonly storage: "file" | "memory";
    readonly num_replicas: number;
    readonly discard: "old" | "new";
    readonly max_age: number;
    readonly max_msgs: number;
    readonly max_bytes: number;
    readonly max_msgs_per_subject?: number;
    readonly max_msg_size?: number;
    readonly duplicate_window?: number;
    readonly allow_direct?: boolean;
    readonly persist_mode?: string;
  };
  readonly state: {
    readonly messages: number;
    readonly bytes: number;
    readonly first_seq: number;
    readonly first_ts: string;
    readonly last_seq: number;
    readonly last_ts: string;
    readonly consumer_count: number;
    readonly num_deleted?: number;
  };
}

/** What JetStream tells of a consumer. */
export interface ConsumerInfo {
  readonly name: string;
  readonly config: {
    readonly durable_name?: string;
    readonly ack_policy: string;
    readonly filter_subject?: string;
    readonly filter_subjects?: readonly string[];
    readonly max_deliver?: number;
  };
  readonly delivered: { readonly stream_seq: number };
  readonly num_pending: number;
  readonly num_ack_pending: number;
  readonly num_redelivered: number;
}

interface Listed {
  readonly total: number;
  readonly limit: number;
}

/** All streams of the account, in the order of their names. */
export async function listStreams(connection: NatsConnection): Promise<StreamInfo[]> {
  const streams = await listAll<StreamInfo, "streams">(connection, "STREAM.LIST", "streams");
  return streams.sort((left, right) => left.config.name.localeCompare(right.config.name));
}

/** All consumers of a stream. Nothing about them changes. */
export function listConsumers(connection: NatsConnection, stream: string): Promise<ConsumerInfo[]> {
  return listAll<ConsumerInfo, "consumers">(connection, `CONSUMER.LIST.${stream}`, "consumers");
}

export function streamInfo(connection: NatsConnection, stream: string): Promise<StreamInfo> {
  return askJetStream<StreamInfo>(connection, `STREAM.INFO.${stream}`);
}

/** The answers come in pages. */
async function listAll<Item, Name extends string>(
  connection: NatsConnection,
  what: string,
  name: Name,
): Promise<Item[]> {
  const all: Item[] = [];
  for (;;) {
    const query = { offset: all.length };
    const answer = await askJetStream<Listed & { readonly [Key in Name]?: readonly Item[] | null }>(
      connection,
      what,
      query,
    );
    const items = answer[name] ?? [];
    all.push(...items);
    if (items.length === 0 || all.length >= answer.total) return all;
  }
}
