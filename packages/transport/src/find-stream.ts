import type { NatsConnection } from "./nats-connection.ts";
import { natsFault } from "./nats-fault.ts";

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

/** Time for one question to JetStream, in ms. */
const LOOKUP_TIMEOUT = 2_000;

const NOT_ENABLED = new Set([10039, 10076]);

interface ApiAnswer {
  readonly error?: { readonly err_code?: number };
  readonly streams?: readonly string[] | null;
  readonly config?: { readonly duplicate_window?: number; readonly max_msg_size?: number };
}

/** Finds the stream that stores a subject. Never rejects. */
export async function findStream(
  connection: NatsConnection,
  subject: string,
): Promise<StreamLookup> {
  try {
    const names = await ask(connection, "STREAM.NAMES", JSON.stringify({ subject }));
    if (NOT_ENABLED.has(names.error?.err_code ?? 0)) return { kind: "disabled" };
    if (names.error) return { kind: "unknown" };
    const name = names.streams?.[0];
    if (name === undefined) return { kind: "none" };
    const { config } = await ask(connection, `STREAM.INFO.${name}`, "");
    const limit = config?.max_msg_size ?? -1;
    return {
      kind: "found",
      name,
      duplicate_window: (config?.duplicate_window ?? 0) / 1e6,
      max_msg_size: limit < 0 ? undefined : limit,
    };
  } catch (error) {
    const isDisabled = natsFault(error) === "no_responders" && connection.info?.jetstream !== true;
    return { kind: isDisabled ? "disabled" : "unknown" };
  }
}

async function ask(connection: NatsConnection, what: string, body: string): Promise<ApiAnswer> {
  const answer = await connection.request(`$JS.API.${what}`, body, { timeout: LOOKUP_TIMEOUT });
  return JSON.parse(new TextDecoder().decode(answer.data)) as ApiAnswer;
}
