import type { NatsConnection } from "../connection/nats-connection.ts";

/** How long a stream keeps its messages, in ms; `Infinity` without a limit, undefined where nobody may ask. */
export async function streamMaxAge(
  connection: NatsConnection,
  stream: string,
): Promise<number | undefined> {
  const { askJetStream } = await import("./jetstream-api.ts");
  try {
    const info = await askJetStream<{ readonly config: { readonly max_age?: number } }>(
      connection,
      `STREAM.INFO.${stream}`,
    );
    return info.config.max_age ? info.config.max_age / 1e6 : Number.POSITIVE_INFINITY;
  } catch {
    return undefined;
  }
}
