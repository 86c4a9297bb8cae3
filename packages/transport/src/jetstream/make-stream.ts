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
import { askJetStream, isNotFound } from "./jetstream-api.ts";
import { assertPlace } from "./jetstream-place.ts";
import { assertName } from "./name.ts";
import { toNanos } from "./nanos.ts";
import type { StreamSettings } from "./stream-settings.ts";

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

/** As `ensureStream`, which loads this. */
export async function makeStream(
  connection: NatsConnection,
  settings: StreamSettings,
): Promise<{ readonly created: boolean }> {
  assertSettings(settings);
  const { max_age, duplicate_window, domain, api_prefix, ...rest } = settings;
  const { name, subjects } = rest;
  const place = { domain, api_prefix };
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
