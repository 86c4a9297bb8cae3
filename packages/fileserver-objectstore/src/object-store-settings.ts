import {
  assertKnownOptions,
  bytesOption,
  choiceOption,
  durationOption,
  filledTextOption,
  invalidConfig,
  type OptionNames,
  wholeNumberOption,
} from "@natsbridge/schema/base";
import { assertPlace, type JetStreamPlace, type NatsConnection } from "@natsbridge/transport";

/** Settings of {@link createObjectStoreFileServer}. */
export interface ObjectStoreFileServerSettings extends JetStreamPlace {
  /**
   * A connection of any NATS client, or what gives the one to use now, such as `() => bridge.connection`; it is never
   * closed. Its user needs JetStream.
   */
  readonly connection: NatsConnection | (() => NatsConnection);
  /** Address of the HTTP gateway as readers see it, such as `https://files.example.org`; it goes into the links. */
  readonly gateway_url: string;
  /** Name of the object store, made when it is not there. Default: `natsbridge`. */
  readonly bucket?: string | undefined;
  /** Copies in a cluster, when the bucket is made. Default: 1. */
  readonly replicas?: number | undefined;
  /** Where the server keeps the bucket, when it is made. Default: `file`. */
  readonly storage?: "file" | "memory" | undefined;
  /** Time to live of every file in seconds, when the bucket is made. Default: none. */
  readonly max_age?: number | undefined;
  /** Size of the pieces in bytes, at most `max_payload`. Default: 128 KiB, as all clients have it. */
  readonly chunk_size?: number | undefined;
  /** Longest wait for an answer of the server, in ms. Default: 5,000. */
  readonly timeout?: number | undefined;
}

/** Settings with the defaults filled in. */
export interface ObjectStore extends JetStreamPlace {
  /** The one to use now; ask for it each time. */
  readonly connection: NatsConnection;
  readonly bucket: string;
  readonly replicas: number;
  readonly storage: "file" | "memory";
  /** In seconds; 0 for none. */
  readonly max_age: number;
  readonly chunk_size: number;
  /** In ms. */
  readonly timeout: number;
}

/** Room for subject and headers of a chunk below `max_payload`. */
const OVERHEAD = 1024;

const KNOWN: OptionNames<ObjectStoreFileServerSettings> = {
  connection: true,
  gateway_url: true,
  bucket: true,
  replicas: true,
  storage: true,
  max_age: true,
  chunk_size: true,
  timeout: true,
  domain: true,
  api_prefix: true,
};

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolveObjectStore(
  settings: Omit<ObjectStoreFileServerSettings, "gateway_url">,
  known: Readonly<Record<string, true>> = KNOWN,
): ObjectStore {
  assertKnownOptions("Object Store settings", settings, known);
  const { connection: given } = settings;
  const live = typeof given === "function" ? given : () => given;
  if (typeof live()?.publish !== "function") {
    throw invalidConfig("connection", "a connection of nats 2 or @nats-io 3", given);
  }
  assertPlace(settings);
  const bucket = filledTextOption("bucket", settings.bucket, "natsbridge");
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(bucket))
    throw invalidConfig("bucket", "1 to 64 letters, digits, dashes and underscores", bucket);
  const limit = (live().info?.max_payload ?? 1_048_576) - OVERHEAD;
  const chunk_size = bytesOption("chunk_size", settings.chunk_size, 128 * 1024, { from: 1024 });
  return {
    get connection() {
      return live();
    },
    domain: settings.domain,
    api_prefix: settings.api_prefix,
    bucket,
    replicas: wholeNumberOption("replicas", settings.replicas, 1, { from: 1 }),
    storage: choiceOption("storage", settings.storage, ["file", "memory"], "file"),
    max_age: wholeNumberOption("max_age", settings.max_age, 0, { unit: "seconds" }),
    timeout: durationOption("timeout", settings.timeout, 5_000, { from: 1 }),
    chunk_size: Math.max(1, Math.min(chunk_size, limit)),
  };
}
