import {
  acknowledgedDurability,
  type JetStreamPlace,
  type NatsConnection,
} from "@natsbridge/transport";
import type { Durability, Receipt } from "natsbridge";

/**
 * How the stream of a receipt keeps its messages; undefined where none stored it, or nobody may ask. The receipt of a
 * first message comes before the server has said it, and a command often sends no second.
 */
export async function durabilityOf(
  connection: NatsConnection,
  { pub_ack, durability }: Receipt,
  place: JetStreamPlace,
): Promise<Durability | undefined> {
  if (pub_ack === undefined || durability !== undefined) return durability;
  return acknowledgedDurability(connection, pub_ack, place);
}
