import { NatsBridgeError } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { askJetStream } from "../jetstream/jetstream-api.ts";
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
 * Asks which incarnation of a stream there is; undefined where this user may not ask.
 *
 * @throws NatsBridgeError `no_responders` where there is no such stream; `timeout` and others where nobody answers now.
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
    if (NatsBridgeError.isInstance(error) && error.code === "permission_denied") return undefined;
    throw error;
  }
}
