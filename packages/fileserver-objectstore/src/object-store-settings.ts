import { linkOrigin } from "@natsbridge/fileserver";
import { NatsBridgeError } from "@natsbridge/schema";
import type { NatsConnection } from "@natsbridge/transport";

/** Settings of {@link createObjectStoreFileServer}. */
export interface ObjectStoreFileServerSettings {
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
export interface ObjectStore {
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

/** @throws NatsBridgeError `invalid_config` naming the setting. */
export function resolveObjectStore(
  settings: Omit<ObjectStoreFileServerSettings, "gateway_url">,
): ObjectStore {
  const { connection: given, bucket = "natsbridge", replicas = 1, storage = "file" } = settings;
  const { max_age = 0, timeout = 5000, chunk_size = 128 * 1024 } = settings;
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(bucket))
    throw invalid("bucket", "1 to 64 letters, digits, dashes and underscores");
  assertWhole("replicas", replicas, 1);
  assertWhole("max_age", max_age, 0);
  assertWhole("timeout", timeout, 1);
  assertWhole("chunk_size", chunk_size, 1024);
  const live = typeof given === "function" ? given : () => given;
  const limit = (live().info?.max_payload ?? 1_048_576) - OVERHEAD;
  return {
    get connection() {
      return live();
    },
    bucket,
    replicas,
    storage,
    max_age,
    timeout,
    chunk_size: Math.max(1, Math.min(chunk_size, limit)),
  };
}

/** The address of a gateway, without a slash at its end. */
export function resolveGatewayUrl(url: string): string {
  const origin = linkOrigin(url, "gateway_url");
  const { pathname, search, hash, username } = new URL(url);
  if (`${search}${hash}${username}` !== "")
    throw invalid("gateway_url", "an address without query, fragment and user");
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}

function assertWhole(name: string, value: number, from: number): void {
  if (!Number.isSafeInteger(value) || value < from)
    throw invalid(name, `a whole number from ${from}`);
}

function invalid(name: string, expected: string): NatsBridgeError {
  return new NatsBridgeError({ code: "invalid_config", message: `${name} must be ${expected}` });
}
