import type { NatsConnection } from "../connection/nats-connection.ts";
import { askJetStream, isNotFound } from "../jetstream/jetstream-api.ts";
import { type JetStreamPlace, placeOf } from "../jetstream/jetstream-place.ts";

/** What tells one stream from another of the same name. */
export interface StreamIncarnation {
  /** When it was made, as the server writes it. */
  readonly created: string;
  readonly last_seq: number;
}

interface StreamInfo {
  readonly created: string;
  readonly state: { readonly last_seq: number };
}

/**
 * Asks which incarnation of a stream there is; undefined where nobody may ask, or nobody answers now.
 *
 * @throws NatsBridgeError `no_responders` where there is no such stream.
 */
export async function streamIncarnation(
  connection: NatsConnection,
  stream: string,
  place: JetStreamPlace,
): Promise<StreamIncarnation | undefined> {
  try {
    const what = `STREAM.INFO.${stream}`;
    const { created, state } = await askJetStream<StreamInfo>(connection, what, {}, placeOf(place));
    return { created, last_seq: state.last_seq };
  } catch (error) {
    if (isNotFound(error, "stream")) throw error;
    return undefined;
  }
}
