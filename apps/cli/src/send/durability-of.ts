import {
  askJetStream,
  type JetStreamPlace,
  type NatsConnection,
  streamDurability,
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
  const { stream, domain } = pub_ack;
  const isElsewhere = Object.values(place).some((name) => name !== undefined);
  const found = await askJetStream<{ readonly config: Parameters<typeof streamDurability>[0] }>(
    connection,
    `STREAM.INFO.${stream}`,
    undefined,
    isElsewhere ? place : { domain },
  ).catch(() => undefined);
  return found && streamDurability(found.config);
}
