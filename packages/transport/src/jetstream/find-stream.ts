import type { NatsConnection } from "../connection/nats-connection.ts";
import { askJetStream, isDisabled } from "./jetstream-api.ts";
import { type JetStreamPlace, placeOf } from "./jetstream-place.ts";

/** What JetStream knows of a subject. */
export type StreamLookup =
  | {
      readonly kind: "found";
      readonly name: string;
      /** In ms. */
      readonly duplicate_window: number;
      /** In bytes, headers included; undefined for no limit. */
      readonly max_msg_size: number | undefined;
    }
  /** JetStream answers, and no stream covers the subject. */
  | { readonly kind: "none" }
  /** There is no JetStream for this user. */
  | { readonly kind: "disabled" }
  /** Nobody may ask, or nobody answers now. */
  | { readonly kind: "unknown" };

/** Time for one question, in ms; the publish that wants to know is waiting. */
const LOOKUP_TIMEOUT = 2_000;

interface StreamNames {
  readonly streams?: readonly string[] | null | undefined;
}

interface StreamInfo {
  readonly config: { readonly duplicate_window?: number; readonly max_msg_size?: number };
}

/** Finds the stream that stores a subject. Never rejects. */
export async function findStream(
  connection: NatsConnection,
  subject: string,
  place: JetStreamPlace,
): Promise<StreamLookup> {
  const options = { ...placeOf(place), timeout: LOOKUP_TIMEOUT };
  const ask = <Answer extends object>(what: string, body?: object) =>
    askJetStream<Answer>(connection, what, body, options);
  try {
    const { streams } = await ask<StreamNames>("STREAM.NAMES", { subject });
    const name = streams?.[0];
    if (name === undefined) return { kind: "none" };
    const { config } = await ask<StreamInfo>(`STREAM.INFO.${name}`);
    const limit = config.max_msg_size ?? -1;
    return {
      kind: "found",
      name,
      duplicate_window: (config.duplicate_window ?? 0) / 1e6,
      max_msg_size: limit < 0 ? undefined : limit,
    };
  } catch (error) {
    return { kind: isDisabled(connection, error) ? "disabled" : "unknown" };
  }
}
