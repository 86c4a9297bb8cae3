import type { NatsConnection } from "../connection/nats-connection.ts";
import { assertName } from "./name.ts";
import { toNanos } from "./nanos.ts";

/** A stream as {@link ensureStream} makes it; what is left out is the server's default. */
export interface StreamSettings {
  readonly name: string;
  /** Subjects it stores; wildcards are legal. */
  readonly subjects: readonly string[];
  /** Default: `"file"`. */
  readonly storage?: "file" | "memory";
  /** Default: `"limits"`. */
  readonly retention?: "limits" | "interest" | "workqueue";
  /** Default: 1. */
  readonly num_replicas?: number;
  /** Largest message, headers included, in bytes. Default: no limit but `max_payload`. */
  readonly max_msg_size?: number;
  /** Largest size of the stream, in bytes. Default: no limit. */
  readonly max_bytes?: number;
  /** Default: no limit. */
  readonly max_msgs?: number;
  /** Age at which messages go, in ms. Default: never. */
  readonly max_age?: number;
  /** Time in which a second message of the same id is not stored, in ms. Default: 120,000. */
  readonly duplicate_window?: number;
}

interface StreamInfo {
  readonly config: { readonly subjects?: readonly string[] };
}

/**
 * Makes a stream, or adds subjects that the existing one lacks; other settings of an existing stream stay.
 * Gives whether it was made now.
 *
 * @throws NatsBridgeError as the JetStream API answers: `invalid_config`, `no_responders` without JetStream,
 *   `permission_denied`, `timeout`.
 */
export async function ensureStream(
  connection: NatsConnection,
  settings: StreamSettings,
): Promise<{ readonly created: boolean }> {
  const { name, subjects } = settings;
  assertName(name, "name");
  const { askJetStream, isNotFound } = await import("./jetstream-api.ts");
  try {
    const { config } = await askJetStream<StreamInfo>(connection, `STREAM.INFO.${name}`);
    const all = new Set([...(config.subjects ?? []), ...subjects]);
    if (all.size > (config.subjects?.length ?? 0)) {
      const changed = { ...config, subjects: [...all] };
      await askJetStream(connection, `STREAM.UPDATE.${name}`, changed);
    }
    return { created: false };
  } catch (error) {
    if (!isNotFound(error, "stream")) throw error;
  }
  const { max_age, duplicate_window, ...rest } = settings;
  await askJetStream(connection, `STREAM.CREATE.${name}`, {
    storage: "file",
    retention: "limits",
    ...rest,
    ...(max_age !== undefined && { max_age: toNanos(max_age) }),
    ...(duplicate_window !== undefined && { duplicate_window: toNanos(duplicate_window) }),
  });
  return { created: true };
}
