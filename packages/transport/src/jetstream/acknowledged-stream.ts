import { isGiven } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import type { Durability } from "../shared/stream-records.ts";
import { askJetStream } from "./jetstream-api.ts";
import type { PubAck } from "./jetstream-options.ts";
import { type JetStreamPlace, placeOf } from "./jetstream-place.ts";
import { type StreamState, streamDurability } from "./stream-durability.ts";

/** Where a stream that acknowledged is asked about: where the publish named it, else in the domain that it names. */
export function placeOfAck(place: JetStreamPlace, { domain }: PubAck): JetStreamPlace {
  return isGiven(place.domain) || isGiven(place.api_prefix) ? placeOf(place) : { domain };
}

/** What a stream says of itself; undefined where nobody may ask. Never rejects. */
export function askStreamState(
  connection: NatsConnection,
  stream: string,
  place: JetStreamPlace,
): Promise<StreamState | undefined> {
  const what = `STREAM.INFO.${stream}`;
  return askJetStream<StreamState>(connection, what, undefined, place).catch(() => undefined);
}

/** How safe a message is in the stream that acknowledged it; undefined where nobody may ask. Never rejects. */
export async function acknowledgedDurability(
  connection: NatsConnection,
  pub_ack: PubAck,
  place: JetStreamPlace = {},
): Promise<Durability | undefined> {
  const state = await askStreamState(connection, pub_ack.stream, placeOfAck(place, pub_ack));
  return state && streamDurability(state.config);
}
