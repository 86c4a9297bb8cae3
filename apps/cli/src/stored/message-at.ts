import { NatsBridgeError } from "@natsbridge/schema";
import {
  type JetStreamPlace,
  type NatsConnection,
  type StoredMessage,
  storedMessage,
} from "@natsbridge/transport";

/** A message by its sequence. @throws NatsBridgeError `no_responders` where there is none, and all of `storedMessage`. */
export async function messageAt(
  connection: NatsConnection,
  stream: string,
  sequence: number,
  place: JetStreamPlace,
): Promise<StoredMessage> {
  const found = await storedMessage(connection, stream, sequence, place);
  if (found !== undefined) return found;
  throw new NatsBridgeError({
    code: "no_responders",
    message: `Stream "${stream}" has no message ${sequence}`,
    isRetryable: false,
  });
}
