import type { NatsConnection } from "../connection/nats-connection.ts";
import { sharedState } from "../shared/shared-state.ts";
import type { Durability, StreamNews, StreamRecord } from "../shared/stream-records.ts";
import { askStreamState, placeOfAck } from "./acknowledged-stream.ts";
import { checkAcknowledged } from "./check-acknowledged.ts";
import type { PubAck } from "./jetstream-options.ts";
import { apiPrefix, type JetStreamPlace } from "./jetstream-place.ts";
import { streamDurability, weakness } from "./stream-durability.ts";

/** A message that a stream has. */
export interface AcknowledgedMessage {
  readonly pub_ack: PubAck;
  readonly msg_id: string | undefined;
  /** As given to the publish. */
  readonly place: JetStreamPlace;
}

/**
 * Remembers what a stream has acknowledged, and gives how safe that is, as far as the server has said so: it is asked
 * once for each stream of a connection, which delays nothing. After a reconnect it is looked whether the stream still
 * has what it acknowledged. `tell` hears what is found out, once however often it is passed.
 */
export function noteAcknowledged(
  connection: NatsConnection,
  { pub_ack, msg_id, place }: AcknowledgedMessage,
  tell: ((news: StreamNews) => void) | undefined,
): Durability | undefined {
  const { streams, watch } = sharedState(connection);
  if (tell !== undefined) streams.tellers.add(tell);
  const { stream, seq } = pub_ack;
  const asked = placeOfAck(place, pub_ack);
  const key = `${apiPrefix(asked)}.${stream}`;
  let record = streams.all.get(key);
  if (record === undefined) {
    record = { stream, created: undefined, durability: undefined, highest: 0, msg_id: undefined };
    streams.all.set(key, record);
    const known = record;
    watch.add((event) => {
      if (event.type === "reconnect") void checkAcknowledged(connection, known, asked);
    });
    void learn(connection, record, asked);
  }
  if (seq > record.highest) {
    record.highest = seq;
    record.msg_id = msg_id;
  }
  return record.durability;
}

async function learn(
  connection: NatsConnection,
  record: StreamRecord,
  place: JetStreamPlace,
): Promise<void> {
  const { stream } = record;
  const info = await askStreamState(connection, stream, place);
  // Nobody may ask: receipts do not say it then.
  if (info === undefined) return;
  const durability = streamDurability(info.config);
  record.created = info.created;
  record.durability = durability;
  const advice = weakness(stream, durability);
  const told = { type: "durability", stream, ...durability } as const;
  sharedState(connection).streams.tell(advice === undefined ? told : { ...told, advice });
}
