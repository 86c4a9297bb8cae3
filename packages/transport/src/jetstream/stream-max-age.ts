import { partLoader } from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { type JetStreamPlace, placeOf } from "./jetstream-place.ts";

const jetstreamApiPart = partLoader(() => import("./jetstream-api.ts"));

/** How long a stream keeps its messages, in ms; `Infinity` without a limit, undefined where nobody may ask. */
export async function streamMaxAge(
  connection: NatsConnection,
  stream: string,
  place: JetStreamPlace = {},
): Promise<number | undefined> {
  const { askJetStream } = await jetstreamApiPart();
  try {
    const info = await askJetStream<{ readonly config: { readonly max_age?: number } }>(
      connection,
      `STREAM.INFO.${stream}`,
      undefined,
      placeOf(place),
    );
    return info.config.max_age ? info.config.max_age / 1e6 : Number.POSITIVE_INFINITY;
  } catch {
    return undefined;
  }
}
