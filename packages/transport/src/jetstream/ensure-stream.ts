import {
  assertKnownOptions,
  choiceOption,
  durationOption,
  invalidConfig,
  listOption,
  type OptionNames,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import type { NatsConnection } from "../connection/nats-connection.ts";
import { assertPlace, type JetStreamPlace } from "./jetstream-place.ts";
import { assertName } from "./name.ts";
import { toNanos } from "./nanos.ts";

/** A stream as {@link ensureStream} makes it; what is left out is the server's default. */
export interface StreamSettings extends JetStreamPlace {
  readonly name: string;
  /** Subjects it stores; wildcards are legal. */
  readonly subjects: readonly string[];
  /** Default: `"file"`. */
  readonly storage?: "file" | "memory" | undefined;
  /** Default: `"limits"`. */
  readonly retention?: "limits" | "interest" | "workqueue" | undefined;
  /** Default: 1. */
  readonly num_replicas?: number | undefined;
  /** Largest message, headers included, in bytes. Default: no limit but `max_payload`. */
  readonly max_msg_size?: number | undefined;
  /** Largest size of the stream, in bytes. Default: no limit. */
  readonly max_bytes?: number | undefined;
  /** Default: no limit. */
  readonly max_msgs?: number | undefined;
  /** Age at which messages go, in ms. Default: never. */
  readonly max_age?: number | undefined;
  /** Time in which a second message of the same id is not stored, in ms. Default: 120,000. */
  readonly duplicate_window?: number | undefined;
}

const KNOWN: OptionNames<StreamSettings> = {
  name: true,
  subjects: true,
  storage: true,
  retention: true,
  num_replicas: true,
  max_msg_size: true,
  max_bytes: true,
  max_msgs: true,
  max_age: true,
  duplicate_window: true,
  domain: true,
  api_prefix: true,
};

function assertSettings(settings: StreamSettings): void {
  assertKnownOptions("ensureStream settings", settings, KNOWN);
  assertName(settings.name, "name");
  assertPlace(settings);
  if (!listOption("subjects", settings.subjects, "a list of subjects")) {
    throw invalidConfig("subjects", "a list of subjects", settings.subjects);
  }
  choiceOption("storage", settings.storage, ["file", "memory"], undefined);
  choiceOption("retention", settings.retention, ["limits", "interest", "workqueue"], undefined);
  wholeNumberOption("num_replicas", settings.num_replicas, undefined, { from: 1 });
  for (const limit of ["max_msg_size", "max_bytes", "max_msgs"] as const) {
    wholeNumberOption(limit, settings[limit], undefined, { from: -1 });
  }
  durationOption("max_age", settings.max_age, undefined);
  durationOption("duplicate_window", settings.duplicate_window, undefined);
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
  assertSettings(settings);
  const { max_age, duplicate_window, domain, api_prefix, ...rest } = settings;
  const { name, subjects } = rest;
  const place = { domain, api_prefix };
  const { askJetStream, isNotFound } = await import("./jetstream-api.ts");
  try {
    const { config } = await askJetStream<StreamInfo>(connection, `STREAM.INFO.${name}`, {}, place);
    const all = new Set([...(config.subjects ?? []), ...subjects]);
    if (all.size > (config.subjects?.length ?? 0)) {
      const changed = { ...config, subjects: [...all] };
      await askJetStream(connection, `STREAM.UPDATE.${name}`, changed, place);
    }
    return { created: false };
  } catch (error) {
    if (!isNotFound(error, "stream")) throw error;
  }
  const config = {
    storage: "file",
    retention: "limits",
    ...rest,
    max_age: toNanos(max_age),
    duplicate_window: toNanos(duplicate_window),
  };
  await askJetStream(connection, `STREAM.CREATE.${name}`, config, place);
  return { created: true };
}
