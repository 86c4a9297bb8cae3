import type { JetStreamPlace } from "./jetstream-place.ts";

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
